"""Who is let in to the phone's page: the certificate and the seat."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from drivers.phone_page.certificate import RENEW, VALID, certificate
from drivers.phone_page.seat import Seat

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOME = "192.168.0.2"


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_certificate_is_one_that_phones_take(tmp_path: Path) -> None:
    made = certificate(tmp_path / "new", [HOME, "fe80::1"], NOW)
    found = read(made.path)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert sorted(map(str, names.get_values_for_type(x509.IPAddress))) == [HOME, "fe80::1"]
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    use = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(use) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(days=398)
    assert found.not_valid_before_utc < NOW
    assert found.subject.rfc4514_string() == f"CN={HOME}"
    assert len(made.fingerprint.split(":")) == 32
    made.context()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_its_key_is_the_owners_alone(tmp_path: Path) -> None:
    made = certificate(tmp_path / "new", [HOME], NOW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]


def test_it_stays_so_that_the_warning_does_not_come_again(tmp_path: Path) -> None:
    first = certificate(tmp_path, [HOME], NOW)
    later = certificate(tmp_path, [HOME], NOW + VALID - RENEW - timedelta(days=2))
    assert later == first


@pytest.mark.parametrize(
    ("address", "after"),
    [("192.168.0.3", timedelta(0)), (HOME, VALID - RENEW), (HOME, -timedelta(days=30))],
    ids=["another address", "near its end", "a clock that was wrong"],
)
def test_it_is_made_anew(tmp_path: Path, address: str, after: timedelta) -> None:
    first = certificate(tmp_path, [HOME], NOW)
    second = certificate(tmp_path, [address], NOW + after)
    assert second.fingerprint != first.fingerprint


@pytest.mark.parametrize("left", [0, 100, -40])
def test_a_file_that_is_not_whole_is_made_anew(tmp_path: Path, left: int) -> None:
    first = certificate(tmp_path, [HOME], NOW)
    first.path.write_bytes(first.path.read_bytes()[:left])
    second = certificate(tmp_path, [HOME], NOW)
    assert read(second.path).subject == read(first.path).subject
    second.context()


def test_a_token_admits_once() -> None:
    seat = Seat()
    token = seat.invite()
    assert seat.invite() == token
    secret = seat.admit(token)
    assert secret
    assert seat.token == ""
    assert seat.holds(secret)
    assert seat.admit(token) is None


def test_nobody_is_admitted_uninvited() -> None:
    seat = Seat()
    assert seat.admit("") is None
    assert not seat.holds("")


def test_wrong_words_open_nothing() -> None:
    seat = Seat()
    token = seat.invite()
    for wrong in ("", token[:-1], token + "x", "ü", "\udcff"):
        assert seat.admit(wrong) is None
        assert not seat.holds(wrong)
    assert seat.token == token


def test_whoever_comes_next_has_the_seat_alone() -> None:
    seat = Seat()
    first = seat.admit(seat.invite())
    second = seat.admit(seat.invite())
    assert first
    assert second
    assert not seat.holds(first)
    assert seat.holds(second)

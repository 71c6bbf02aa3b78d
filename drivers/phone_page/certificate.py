"""The certificate that the page is served with: made for this installation, kept, renewed.

A phone can't know it, and warns; whoever passes the warning once is not asked again, as long as
the certificate stays. It says the addresses of this computer and nothing else about it. Limits are
those of Apple: a key of the P-256 curve, the addresses as alternative names, use by servers, at
most 825 days (support.apple.com/103769).
"""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from balance.records.owner_file import open_for_owner

VALID: Final = timedelta(days=398)
RENEW: Final = timedelta(days=30)
_BEFORE: Final = timedelta(days=1)
_FILE: Final = "phone-page.pem"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key, both in one file that its owner alone can read.

    Parameters
    ----------
    path
        The file.
    fingerprint
        SHA-256 of the certificate, in pairs of hexadecimal digits with colons between them.
    """

    path: Path
    fingerprint: str

    def context(self) -> ssl.SSLContext:
        """Give what a server needs to use it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.path)
        return context


def certificate(folder: Path, addresses: Sequence[str], now: datetime) -> Certificate:
    """Give the kept certificate; make another where it does not hold, or not for long.

    Parameters
    ----------
    folder
        Where it is kept; made if missing.
    addresses
        IP addresses that it must name.
    now
        The time, aware of its zone.

    Raises
    ------
    OSError
        Where the folder can't be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _FILE
    known = _read(path)
    if known is None or not _holds(known, addresses, now):
        known = _make(path, addresses, now)
    digest = known.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificate(path, digest)


def _read(path: Path) -> x509.Certificate | None:
    """Give the certificate of a file that has its key as well; None where it is not whole."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        known = x509.load_pem_x509_certificate(data)
        key = serialization.load_pem_private_key(data, None)
    except ValueError:
        return None
    return known if key.public_key() == known.public_key() else None


def _holds(known: x509.Certificate, addresses: Sequence[str], now: datetime) -> bool:
    named = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    said = {str(one) for one in named.get_values_for_type(x509.IPAddress)}
    in_time = known.not_valid_before_utc <= now < known.not_valid_after_utc - RENEW
    return in_time and said >= set(addresses)


def _make(path: Path, addresses: Sequence[str], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, addresses[0])])
    names: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(a)) for a in addresses]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now - _BEFORE + VALID)
        .add_extension(
            x509.SubjectAlternativeName([*names, x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with open_for_owner(new, "xb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        file.write(made.public_bytes(serialization.Encoding.PEM))
    new.replace(path)
    return made

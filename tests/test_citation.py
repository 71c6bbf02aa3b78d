"""How the program is cited: CITATION.cff, kept with the version and the list of changes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from balance.version import SOFTWARE, __version__

ROOT: Final = Path(__file__).resolve().parents[1]
CITATION: Final = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Of the Citation File Format 1.2.0: what it asks for, and what else is known to it and ours.
NEEDED: Final = {"cff-version", "message", "title", "authors"}
KNOWN: Final = NEEDED | {
    "abstract",
    "type",
    "version",
    "date-released",
    "license",
    "keywords",
    "doi",
    "url",
    "repository-code",
}


def said() -> dict[str, str]:
    """Keys at the left edge, each with what follows it up to the next."""
    found = re.findall(r"^([a-z-]+):(.*(?:\n[ ].*)*)", CITATION, re.MULTILINE)
    assert len(found) == len(dict(found)), "a key stands there twice"
    return {key: value.strip().strip('"') for key, value in found}


def test_it_has_what_the_format_asks_for_and_nothing_unknown() -> None:
    keys = said()
    assert set(keys) >= NEEDED
    assert set(keys) <= KNOWN
    assert keys["cff-version"] == "1.2.0"
    assert keys["type"] == "software"
    assert CITATION.isascii()
    assert "\t" not in CITATION
    assert all(re.match(r"^(?:[a-z-]+:|  |$)", line) for line in CITATION.splitlines())


def test_its_authors_are_the_developers_as_one_and_no_person() -> None:
    names = re.findall(r"^  (?:- |  )([a-z-]+): (.*)$", CITATION, re.MULTILINE)
    assert names == [("name", '"The Balance Timer developers"')]
    assert "The Balance Timer developers" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_it_is_of_this_version_and_of_the_day_of_its_release() -> None:
    keys = said()
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(.+)\] - (.+)$", changes, re.MULTILINE)
    assert newest is not None
    assert keys["version"] == newest[1] == __version__
    assert keys.get("date-released", "Unreleased") == newest[2]
    assert f"balance-timer {keys['version']}" == SOFTWARE


def test_it_says_what_the_package_says() -> None:
    keys = said()
    assert keys["license"] == PROJECT["license"]
    words = re.findall(r"- (.+)", keys["keywords"])
    assert set(PROJECT["keywords"]) - {"running"} <= set(words)


def test_the_readme_says_how_to_cite_it() -> None:
    assert "(CITATION.cff)" in (ROOT / "README.md").read_text(encoding="utf-8")

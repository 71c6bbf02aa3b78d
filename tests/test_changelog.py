"""What changed since the last release: one file each, and a list made of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from towncrier.build import _main as build_list

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "changelog.d"
OTHERS: Final = ("README.md", "template.jinja")
NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:added|changed|fixed|removed)\.md")


def what_is_wrong(name: str, text: str) -> str | None:
    """Say what keeps a file from being a line of the list; None where nothing does."""
    if NAME.fullmatch(name) is None:
        return "is to be called words-with-hyphens.added.md, or changed, fixed, removed"
    if not re.match(r"[A-Z`\"(]", text) or not text.rstrip("\n").endswith((".", ".`", ".)")):
        return "is to be one or two whole sentences"
    if re.search(r"^\s*[-*#]|\n\n", text, re.MULTILINE):
        return "is to have no bullet, no heading and no empty line"
    return None


def test_what_changed_is_told_in_whole_sentences() -> None:
    told = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    faults = {name: what_is_wrong(name, text) for name, text in told.items() if name not in OTHERS}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("142.bugfix.md", "A thing works.\n"),
        ("Heel Raises.added.md", "A thing works.\n"),
        ("raises.added.md", "a thing works.\n"),
        ("raises.added.md", "A thing works\n"),
        ("raises.added.md", "- A thing works.\n"),
        ("raises.added.md", "A thing works.\n\nAnother does.\n"),
        ("raises.added.md", "A thing works.\n# Another does.\n"),
    ],
)
def test_what_is_no_line_of_the_list_is_told(name: str, text: str) -> None:
    assert what_is_wrong(name, text) is not None
    assert what_is_wrong("raises.added.md", "A thing works,\nand is said (in two lines).\n") is None


def test_a_release_writes_the_list_above_the_older_ones(tmp_path: Path) -> None:
    (tmp_path / "changelog.d").mkdir()
    for name in ("pyproject.toml", "CHANGELOG.md", "changelog.d/template.jinja"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name, text in {
        "raises.fixed": "Raises are\ncounted.",
        "b.added": "B is there.",
        "a.added": "A is there.",
    }.items():
        (tmp_path / "changelog.d" / f"{name}.md").write_text(f"{text}\n", encoding="utf-8")
    release = ["--version", "7.0.0", "--date", "2031-05-06", "--dir", str(tmp_path), "--draft"]
    done = CliRunner().invoke(build_list, release)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip().endswith(
        "## [7.0.0] - 2031-05-06\n\n### Added\n\n- A is there.\n- B is there.\n\n"
        "### Fixed\n\n- Raises are\n  counted."
    )
    before = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert before.count("<!-- towncrier release notes start -->\n\n## [") == 1

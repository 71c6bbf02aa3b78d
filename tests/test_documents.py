"""What the documents say, against the sources: modules, commands, targets, links, recordings."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import pytest
import typer
from exercise_rows import named_row, plan_row, tier_row

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.regimens import shipped_regimens
from cli.app import app
from drivers.registry import open_source

ROOT: Final = Path(__file__).resolve().parents[1]
ROOMS: Final = ("balance", "drivers", "gui", "cli")
DECISIONS: Final = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS: Final = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.md")]
    if path.relative_to(ROOT).parts[0] in ("docs", "recordings") or path.parent == ROOT
)

FENCE: Final = re.compile(r"^( *)```([\w{}-]*)[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SHELLS: Final = ("sh", "powershell")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fenced(text: str, *languages: str) -> Iterator[str]:
    """Blocks of some languages, one after the other."""
    for match in FENCE.finditer(text):
        if match[2] in languages:
            yield match[3]


def drawn_files(text: str) -> set[str]:
    """Paths of the modules in an indented tree, a folder or a module and its words a line."""
    files, folders = set(), [""]
    for line in text.splitlines():
        match = re.fullmatch(r"((?:  )*)(\w+/|\w+\.py)(?:  .*)?", line)
        if match is None:
            continue
        depth = len(match[1]) // 2
        del folders[depth + 1 :]
        path = folders[depth] + match[2]
        if match[2].endswith("/"):
            folders.append(path)
        else:
            files.add(path)
    return files


def shell_lines(path: Path) -> list[str]:
    """Commands of the fenced shell blocks, without comments and what follows a pipe."""
    lines = []
    for block in fenced(path.read_text(encoding="utf-8"), *SHELLS):
        lines += [re.split(r"\s[#|>]", line)[0].strip() for line in block.splitlines()]
    return [line for line in lines if line]


def balance_timer_lines() -> list[Any]:
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        in_text = re.findall(r"`(balance-timer [^`\n]+)`", FENCE.sub("", text))
        for line in [*shell_lines(path), *in_text]:
            command, *arguments = shlex.split(line.replace("\\", "/"))
            if command.rpartition("/")[2] == "balance-timer" and "COMMAND" not in arguments:
                found.append(pytest.param(arguments, id=f"{name_of(path)}: {line}"))
    return found


def parsed(arguments: list[str]) -> dict[str, Any]:
    """Parse a command line as the program would, and give the values of its options."""
    # The group's type is a matter of typer's version; it has commands in all of them.
    group = cast("Any", typer.main.get_command(app))
    if not arguments:
        return {}
    if arguments[0].startswith("-"):
        return dict(group.make_context("balance-timer", arguments).params)
    name, *rest = arguments
    assert name in group.commands, f"'{name}' is no command"
    context = group.commands[name].make_context(name, rest)
    return dict(context.params)


def test_every_dose_plan_and_named_test_is_in_the_documents_with_its_source() -> None:
    lines = (ROOT / "docs" / "science.md").read_text(encoding="utf-8").splitlines()
    library = Library()
    rows = [tier_row(one, tier) for one in library.exercises() for tier in one.tiers]
    rows += [plan_row(one) for one in shipped_regimens()]
    rows += [named_row(one) for one in library.tests()]
    assert [row for row in rows if row not in lines] == []
    assert all(row.split("|")[-2].strip() for row in rows)


def test_every_module_is_drawn_and_every_drawn_module_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = drawn_files(next(fenced(text, "text")))
    there = {
        name_of(path)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert sorted(there - drawn) == [], "not drawn in docs/architecture.md"
    assert sorted(drawn - there) == [], "drawn, but not there"


def test_the_readme_begins_with_its_two_commands() -> None:
    assert [line.split()[:2] for line in shell_lines(ROOT / "README.md")[:2]] == [
        ["make", "run"],
        ["make", "test"],
    ]


@pytest.mark.parametrize("arguments", balance_timer_lines())
def test_commands_are_real(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    values = parsed(arguments)
    address = values.get("source")
    if address not in (None, "SOURCE"):
        open_source(address)  # makes it, and so checks its options, but opens nothing


def test_make_targets_are_real() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"(?:^|`)make ([\w-]+)", text, re.MULTILINE))
        assert named <= targets, name_of(path)


def test_python_in_the_documents_compiles() -> None:
    for path in DOCUMENTS:
        for block in fenced(path.read_text(encoding="utf-8"), "python"):
            compile(block, name_of(path), "exec")


def test_decisions_are_numbered_without_holes() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert DECISIONS


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_has_its_parts_in_order(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {path.name[:4]}. ")
    parts = [line for line in lines if line.startswith("## ")]
    assert parts == ["## Context", "## Decision", "## Consequences"]
    assert len(lines) <= 60, "longer than a page"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    broken = [
        target
        for target in targets
        if not re.match(r"[a-z]+:", target)
        and not (path.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []


def test_the_table_of_recordings_is_what_is_made() -> None:
    module_path = ROOT / "recordings" / "make.py"
    spec = importlib.util.spec_from_file_location("recordings_make", module_path)
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    wanted = [
        [
            f"`{each.name}`",
            each.placement,
            each.eyes,
            each.surface,
            each.sensor,
            ", ".join(f"{hold_s} s {ending}" for hold_s, ending in each.trials),
            str(each.seed),
        ]
        for each in make.WANTED
    ]
    text = (ROOT / "recordings" / "README.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    assert [[cell.strip() for cell in row] for row in rows] == wanted

"""The documents as pages: built anew, with their examples run, and gone through as readers do."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag

from drivers.testing import made_block  # it raises nothing

ROOT: Final = Path(__file__).resolve().parents[1]
DOCS: Final = ROOT / "docs"
PUBLIC: Final = ("balance", "drivers", "drivers.testing")
#: What a page brings in by itself, and where it is named.
BRINGS: Final = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
SIX: Final = 6
SCREENS: Final = ((1280, "light"), (1280, "dark"), (390, "light"))
#: At the end of a name, or in the words for it.
UNITS: Final = re.compile(
    r"_(s|hz|m_s2|rad_s|deg|cm|m|ppm)$|\b(seconds?|Hz|m/s|rad/s|degrees|share|unit|from 0 to 1)\b"
)

#: A colour on its way to another is none that a reader has to read.
_AT_ONCE: Final = """void document.head.insertAdjacentHTML(
    "beforeend", "<style>* { transition: none !important; }</style>")"""
_SERIOUS: Final = """axe.run().then(({violations}) => violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, nodes}) => id + ": " + nodes.map(({html}) => html).join(" ")))"""


class Page(HTMLParser):
    """What a built page has: ids, links, pictures, and what it brings in."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.brought: list[str] = []
        self.unnamed: list[str] = []
        self.path = path
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.ids.add(has.get("id", ""))
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        if tag in BRINGS and (there := has.get(BRINGS[tag])):
            self.brought.append(there)
        self.brought += [one.split()[0] for one in has.get("srcset", "").split(",") if one]
        words = has.get("alt", "").split()
        if tag == "img" and len(words) < 2 and not _beside_its_title(has.get("src", "")):
            self.unnamed.append(has.get("src", ""))


def _beside_its_title(picture: str) -> bool:
    """A small picture of an example, which says nothing more than the title under it."""
    return picture.endswith("_thumb.png")


def built(folder: Path) -> dict[str, Page]:
    """All pages, by their path from the first one's folder."""
    shutil.rmtree(DOCS / "examples", ignore_errors=True)  # of examples that are no more
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "--quiet", "--nitpicky", "--fresh-env"),
            *("--fail-on-warning", "--keep-going", "-d", folder / "read", DOCS, folder / "pages"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = (folder / "pages").resolve()
    return {
        path.relative_to(pages).as_posix(): Page(path) for path in sorted(pages.rglob("*.html"))
    }


def from_elsewhere(pages: dict[str, Page]) -> Iterator[str]:
    """What a reader's browser would fetch from another machine."""
    for name, page in pages.items():
        yield from (f"{name}: {one}" for one in page.brought if re.match(r"(\w+:)?//", one))
    for sheet in (next(iter(pages.values())).path.parent).rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        yield from (
            f"{sheet.name}: {one}" for one in re.findall(r"url\(['\"]?(?:https?:)?//", text)
        )


def broken_links(pages: dict[str, Page]) -> Iterator[str]:
    """Links within the pages that lead nowhere; those to other sites are not followed."""
    for name, page in pages.items():
        for link in page.links:
            path, _, fragment = link.partition("#")
            if re.match(r"\w+:|//", link):
                continue
            there = (page.path.parent / unquote(path)).resolve() if path else page.path
            to = next((one for one in pages.values() if one.path == there), None)
            if not there.is_file() or (to and fragment and unquote(fragment) not in to.ids):
                yield f"{name}: {link}"


def unread_examples(pages: dict[str, Page]) -> Iterator[str]:
    """Examples that have no page, no picture, or a warning in what they printed."""
    scripts = sorted((DOCS / "gallery").glob("plot_*.py"))
    assert len(scripts) >= SIX
    for script in scripts:
        page = pages[f"examples/{script.stem}.html"]
        text = page.path.read_text(encoding="utf-8")
        if not any("sphx_glr_plot" in picture for picture in page.brought):
            yield f"{script.name} draws nothing"
        if re.search(r"Warning: |Traceback", text):
            yield f"{script.name} warns"


def untold(pages: dict[str, Page]) -> Iterator[str]:
    """What the reference does not say of a public name that its caller has to know."""
    for module_name in PUBLIC:
        module = importlib.import_module(module_name)
        text = pages[f"reference/{module_name}.html"].path.read_text(encoding="utf-8")
        page = BeautifulSoup(text, "html.parser")
        for name in module.__all__:
            thing, full = getattr(module, name), f"{module_name}.{name}"
            term = page.find(id=full)
            if term is None:
                yield f"{full} is not there"
            elif callable(thing):
                yield from (f"{full}: {fault}" for fault in _untold(thing, term))


def _untold(thing: Any, term: Tag) -> Iterator[str]:
    told = cast("Tag", term.find_next_sibling("dd"))
    words = told.get_text(" ", strip=True)
    if inspect.isroutine(thing) and thing is not made_block and "Raises" not in words:
        yield "which errors it raises"
    if inspect.isclass(thing) and issubclass(thing, BaseException):
        if len(words.split()) < 5:
            yield "when it is raised"
        return
    if getattr(thing, "_is_protocol", False):
        return  # nobody makes one
    said = dict(_said_of(told))
    for parameter in inspect.signature(thing).parameters.values():
        kind = str(parameter.annotation)
        if parameter.name not in said:
            yield f"what {parameter.name} is"
        elif "Array" in kind and "hape" not in said[parameter.name]:
            yield f"the shape of {parameter.name}"
        elif "float" in kind and not UNITS.search(f"{said[parameter.name]} {parameter.name}"):
            yield f"the unit of {parameter.name}"


def _said_of(told: Tag) -> Iterator[tuple[str, str]]:
    """Names in bold, of parameters and attributes, and the words behind each."""
    for strong in told.find_all("strong"):
        words = cast("Tag", strong.parent).get_text(" ", strip=True)
        yield from ((name.strip(), words) for name in strong.get_text().split(","))


async def barriers(pages: Path, names: list[str], axe: str) -> AsyncIterator[str]:
    """What keeps some readers out, in light and dark and on a phone's width."""
    from chromium import Browser

    async with Browser() as browser, browser.phone() as page:
        for name, (width, scheme) in product(names, SCREENS):
            await page.set_size(width, 800)
            wanted = [{"name": "prefers-color-scheme", "value": scheme}]
            await page.call("Emulation.setEmulatedMedia", features=wanted)
            await page.open((pages / name).as_uri())
            await page.until("document.readyState === 'complete'")
            await page.evaluate(_AT_ONCE)
            await page.evaluate(f"void (() => {{ {axe} }})()")
            found = [*await page.evaluate(_SERIOUS), *page.faults]
            if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("wider than the screen")
            for one in found:
                yield f"{name}, {width} wide, {scheme}: {one}"
            page.faults.clear()


def seen(pages: Path, names: list[str]) -> list[str]:
    """Open pages in a browser, and give what is wrong with them; skip where there is none."""
    from chromium import find_chromium

    axe = importlib.util.find_spec("axe_core_python")
    if find_chromium() is None or axe is None or not axe.submodule_search_locations:
        pytest.skip("the pages are well, but for want of Chromium and axe no browser opened them")
    code = (Path(axe.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")

    async def look() -> list[str]:
        return [one async for one in barriers(pages, names, code)]

    return asyncio.run(look())


@pytest.mark.timeout(900)
def test_the_pages_are_built_and_say_what_they_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = built(tmp_path)
    found = {
        "fetched from elsewhere": list(from_elsewhere(pages)),
        "links that lead nowhere": list(broken_links(pages)),
        "pictures without words": [one for page in pages.values() for one in page.unnamed],
        "examples": list(unread_examples(pages)),
        "not told of a public name": list(untold(pages)),
    }
    assert {what: faults for what, faults in found.items() if faults} == {}
    monkeypatch.syspath_prepend(ROOT / "tests" / "phone")
    names = ["index.html", "examples/index.html", "examples/plot_1_hold.html"]
    assert seen(tmp_path / "pages", names) == []

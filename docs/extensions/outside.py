"""Pages that stand outside of docs/, where a repository wants them, and links that lead there."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from sphinx.application import Sphinx

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
#: Pages of docs/ that stand for files elsewhere: who reads the repository is led there by a link.
STANDS_FOR: Final = {
    "first-minutes": ROOT / "README.md",
    "taking-part": ROOT / "CONTRIBUTING.md",
    "changes": ROOT / "CHANGELOG.md",
    "recordings": ROOT / "recordings" / "README.md",
}
#: Folders, and the pages that list what is in them.
LISTED: Final = {
    DOCS / "decisions": DOCS / "sections" / "decisions.md",
    DOCS / "gallery": DOCS / "examples" / "index.rst",
}
EXAMPLES: Final = {
    script: DOCS / "examples" / f"{script.stem}.rst" for script in DOCS.glob("gallery/plot_*.py")
}
ELSEWHERE: Final = {
    **LISTED,
    **EXAMPLES,
    **{file: DOCS / f"{name}.md" for name, file in STANDS_FOR.items()},
}
FENCED: Final = re.compile(r"^ *(`{3,}).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
LINK: Final = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def led(text: str, written_in: Path, page: Path) -> str:
    """Lead each link of a Markdown text to where it leads from another place.

    Parameters
    ----------
    text
        Markdown; what is fenced stays as it is.
    written_in, page
        The folder that its links begin in, and the one that they are to begin in.
    """

    def link(match: re.Match[str]) -> str:
        mark, words, target = match.groups()
        path, sharp, heading = target.partition("#")
        if not path or re.match(r"[a-z]+:", path):
            return match[0]
        there = (written_in / path).resolve()
        to = ELSEWHERE.get(there, there)
        if to.is_dir():
            return str(words)  # these pages have no folders to show
        return f"{mark}[{words}]({Path(os.path.relpath(to, page)).as_posix()}{sharp}{heading})"

    parts, end = [], 0
    for fence in FENCED.finditer(text):
        parts += [LINK.sub(link, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, LINK.sub(link, text[end:])])


def written(text: str, pages: set[str]) -> str:
    """Leave out of lists of pages those that nobody has written yet.

    A page that stands in no list is an error of Sphinx's own, so that none is forgotten.
    """

    def line(match: re.Match[str]) -> str:
        return match[0] if "*" in match[1] or match[1] in pages else ""

    return re.sub(r"^/([\w/*-]+)\n", line, text, flags=re.MULTILINE)


def _read(app: Sphinx, docname: str, source: list[str]) -> None:
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".md":
        return
    file = STANDS_FOR.get(docname)
    if file is None:
        source[0] = led(written(source[0], app.env.found_docs), path.parent, path.parent)
    else:
        app.env.note_dependency(str(file))
        source[0] = led(file.read_text(encoding="utf-8"), file.parent, path.parent)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True}

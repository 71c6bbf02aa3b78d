"""The page of a study: what stands on it, as HTML, and set by typst as a PDF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.report.agreement import words
from balance.report.agreement.plot import plot_of, svg
from balance.report.agreement.study import Study
from balance.report.agreement.words import Line
from balance.report.page.plain import escape
from balance.report.page.setting import (
    PAPERS,
    Paper,
    can_set,
    set_template,
    text_on_paper,
)

_TEMPLATE: Final = "page.typ"
NO_TYPST: Final = (
    "a PDF is set by typst, which is not here; install balance-timer[report], or take a name that "
    "ends in .html"
)
_STYLE: Final = """
body { font-family: "Libertinus Serif", Georgia, serif; color: #1d2b36; max-width: 48em;
  margin: 1.5em auto; padding: 0 1em; line-height: 1.35 }
h1 { font-size: 1.6em; margin: 0 } h2 { font-size: 1.1em; margin: 1.2em 0 0.3em }
p { margin: 0.35em 0 } table { border-collapse: collapse; font-size: 0.95em }
td, th { text-align: left; padding: 2px 14px 2px 0; vertical-align: top }
thead th { border-bottom: 1px solid #b8c2ca } .faint { color: #4a5863 }
.said { border: 1px solid #a34100; padding: 4px 8px } svg { max-width: 100%; height: auto }
@media print { body { margin: 0; max-width: none; font-size: 9.5pt } }
"""


def page_keys(study: Study, day: str) -> dict[str, Any]:
    """Give all that stands on the page; `day` is when it was made."""
    plot = plot_of(study.comparison)
    said: dict[str, Any] = {
        "title": words.TITLE,
        "software": study.software,
        "made": day,
        "simulated": words.SIMULATED if study.comparison.simulated else "",
        "headings": words.HEADINGS,
        "compared": words.compared(study),
        "found": [(line.name, *line.cells) for line in words.found(study)],
        "sides": (words.EVERY, words.RIGHT),
        "apart": [(line.name, *line.cells) for line in words.apart(study)],
        "refused": words.refused(study),
        "assumed": words.assumed(study),
        "sources": words.sources(study),
        "alt": plot.in_words(),
    }
    told: dict[str, Any] = text_on_paper(said)
    return {**told, "svg": svg(plot) if plot.dots else ""}


def html(study: Study, day: str) -> str:
    """Give the page as HTML that is whole by itself: nothing is fetched."""
    d = page_keys(study, day)
    head = d["headings"]
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        f"<title>{escape(d['title'])}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(d['title'])}</h1>",
        f'<p class="faint">{escape(d["software"])}, made on {escape(d["made"])}</p>',
    ]
    if d["simulated"]:
        parts.append(f'<p class="said"><b>{escape(d["simulated"])}</b></p>')
    parts += [_head(head["compared"]), *_paragraphs(d["compared"])]
    parts += [_head(head["found"]), _table(("", ""), words.found(study))]
    parts += [_head(head["apart"]), _table(("", *d["sides"]), words.apart(study))]
    parts += _paragraphs(d["refused"], "faint")
    if d["svg"]:
        parts += [_head(head["plot"]), f'<div role="img" aria-label="{escape(d["alt"])}">']
        parts += [d["svg"], "</div>"]
    parts += [_head(head["assumed"]), *_paragraphs(d["assumed"])]
    parts += [_head(head["versions"]), *_paragraphs(d["sources"], "faint")]
    return "\n".join([*parts, "</body></html>\n"])


def pdf(study: Study, now: datetime, paper: Paper = "a4") -> bytes:
    """Give the page as a PDF; `now` has its zone.

    Raises
    ------
    RecordingError
        Where typst is not there, or does not take it.
    """
    if not can_set():
        raise RecordingError(NO_TYPST)
    keys = page_keys(study, now.date().isoformat())
    inputs = {"paper": PAPERS[paper], "page": json.dumps(keys)}
    return set_template(_template(), inputs, now)


def _template() -> bytes:
    return files("balance.report.agreement").joinpath(_TEMPLATE).read_bytes()


def _head(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _paragraphs(texts: Iterable[str], kind: str = "") -> list[str]:
    begin = f'<p class="{kind}">' if kind else "<p>"
    return [f"{begin}{escape(text)}</p>" for text in texts]


def _table(names: Sequence[str], lines: Sequence[Line]) -> str:
    head = ""
    if any(names):
        cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        head = f"<thead><tr>{cells}</tr></thead>"
    rows = []
    for line in lines:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in line.cells)
        rows.append(f'<tr><th scope="row">{escape(line.name)}</th>{cells}</tr>')
    return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"

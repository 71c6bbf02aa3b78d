"""The page as plain HTML, for a printer or where typst is not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape as as_html
from typing import Final

from balance.report.page import words
from balance.report.page.content import LegTimes, Page, TimesRow
from balance.report.page.measured import LegSway, SwayLine
from balance.words import printable

#: What the chart is called in it: whoever shows the page puts a picture there.
CHART: Final = "chart.svg"
CHART_WIDTH: Final = 500  # points
#: For whoever shows it.
STYLE: Final = """
p { margin: 0.2em 0 } ul { margin: 0.2em 0 0.2em -28px } td, th { padding: 1px 4px 1px 0 }
h1 { font-size: x-large; margin: 0 } h2 { font-size: large; margin: 0.7em 0 0.1em 0 }
"""
_FAINT: Final = "color:#4a5863"
_BREAK: Final = '<p style="page-break-before:always"></p>'


def html(page: Page) -> str:
    """Give both pages; the chart is an image called `CHART`, and nothing else is outside."""
    parts = [*_first(page), _BREAK, *_second(page)]
    return f'<html lang="en"><body>{"".join(parts)}</body></html>'


def _first(page: Page) -> list[str]:
    name = "" if page.name is None else f"<b>{escape(page.name)}</b>, "
    parts = [
        f"<h1>{words.TITLE}</h1>",
        f"<p>{name}Code <b>{escape(page.person)}</b>. {escape(page.summed_up)} "
        f"<span style='{_FAINT}'>{escape(page.software)}, made on {escape(page.made)}</span></p>",
    ]
    if page.simulated:
        parts.append(_par(f"<b>{words.SIMULATED}</b>"))
    parts += [_head("times"), _times(page.times), _note(words.READ_THEM)]
    if not page.times:
        parts[-2:] = [_par(words.NOTHING_YET)]
    if page.main:
        parts += _of_main(page)
    return [*parts, _head("done"), _list(map(escape, page.done))]


def _of_main(page: Page) -> list[str]:
    picture = (
        f'<p><img src="{CHART}" width="{CHART_WIDTH}" alt="{escape(page.chart.in_words())}"></p>'
    )
    said = [f"<b>{escape(one.leg)}:</b> {escape(one.text)}" for one in page.change]
    parts = [_head("chart"), _note(f"Best of each session: {escape(page.main)}")]
    parts.append(picture if page.chart.says_something else _par(words.NO_SESSIONS))
    parts += [_head("change"), _note(escape(page.main))]
    parts.append(_list([*said, escape(page.sides)] if page.sides else said))
    parts.append(_head("step"))
    parts += [_par(f"<b>{escape(one.leg)}:</b> {escape(one.text)}") for one in page.steps.each]
    parts += [_note(f"Source: {escape(source)}") for source in page.steps.sources]
    if page.reference:
        parts.append(_note(f"Healthy people of that age: {escape(page.reference)}"))
    return parts


def _second(page: Page) -> list[str]:
    told = page.measured
    parts = [_head("method"), *map(_par, words.METHOD), _facts(told.facts), _head("sway")]
    if told.sway:
        parts += [_par(words.SWAY), _sway(told.sway)]
        parts.append(_note(f"{escape(told.sway_settings)} {words.COARSE if told.coarse else ''}"))
    else:
        parts.append(_par(words.NO_SWAY))
    parts += [_head("versions"), _facts((*told.versions, ("Page", page.software)))]
    return [*parts, _note(words.NOT_ADVICE), _head("carried"), _par(words.CARRIED)]


def _times(rows: Sequence[TimesRow]) -> str:
    names = (words.BEST, words.MEAN, words.CHANGE)
    return _both_legs(names, ((row.conditions, _leg(row.left), _leg(row.right)) for row in rows))


def _leg(leg: LegTimes | None) -> tuple[str, ...]:
    if leg is None:
        return (words.NEVER, "", "")
    return (f"<b>{escape(leg.best)}</b>", escape(leg.mean), leg.change)


def _sway(rows: Sequence[SwayLine]) -> str:
    told = ((row.conditions, _still(row.left), _still(row.right)) for row in rows)
    return _both_legs(words.SWAY_COLUMNS, told)


def _still(leg: LegSway | None) -> tuple[str, ...]:
    if leg is None:
        return (words.NEVER, "", "", "")
    return (str(leg.holds), leg.lean_deg, leg.rms_m_s2, leg.mean_frequency_hz)


def _both_legs(
    names: Sequence[str], rows: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> str:
    over = f'<th align="left" colspan="{len(names)}">'
    parts = [
        '<table cellspacing="0" cellpadding="3" width="100%"><thead>',
        f'<tr><th align="left" rowspan="2">Standing with</th>'
        f"{over}Left leg</th>{over}Right leg</th></tr>",
        f"<tr>{''.join(f'<td>{name}</td>' for name in (*names, *names))}</tr></thead>",
    ]
    for said, left, right in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in (*left, *right))
        parts.append(f"<tr><td>{escape(said)}</td>{cells}</tr>")
    return f"{''.join(parts)}</table>"


def _facts(pairs: Iterable[tuple[str, str]]) -> str:
    rows = (f"<tr><td><b>{name}</b></td><td>{escape(text)}</td></tr>" for name, text in pairs)
    return f'<table cellspacing="0" cellpadding="3">{"".join(rows)}</table>'


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _head(key: str) -> str:
    return f"<h2>{words.HEADINGS[key]}</h2>"


def _par(text: str) -> str:
    return f"<p>{text}</p>"


def _note(text: str) -> str:
    return f'<p style="{_FAINT}">{text}</p>'


def escape(text: str) -> str:
    """Give a text that is text alone: nothing in it is a tag, or steers."""
    return as_html(printable(text, lines=False))

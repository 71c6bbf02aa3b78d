"""Several sensors in one stream of lines: named, as those of files are, and one of them taken.

They stand side by side in each line (``left_acc_x``, ``right_acc_x``) or in lines that take turns
and say whose they are (``L,0.1,0.2,9.8``). None is taken silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.choosing import match_name, moving, several, unique_names
from balance.records.formats.roles import Axes, find_roles
from balance.samples import FloatArray
from drivers.wire.cells import Labels, axis_names

_KINDS: Final = ("acc", "linear", "gyr", "mag", "gravity")


class SeveralError(Exception):
    """Several sensors send, and none or another one was asked for; the text says which they are."""


def one_of_columns(rows: FloatArray, names: list[str], asked: str) -> list[str]:
    """Give the names of columns without those of other sensors than the one that is meant.

    Raises
    ------
    SeveralError
        Where there are several, and none of them was asked for.
    """
    every = find_roles(names).every if names else {}
    accs: dict[str, Axes] = {}
    for axes in sorted(every.get("acc", ()), key=lambda axes: min(axes.columns)):
        accs.setdefault(f"{axes.place}\n{axes.nth}", axes)
    if len(accs) < 2:
        return names
    places = [axes.place.split() for axes in accs.values()]
    shared = {word for word in places[0] if all(word in place for place in places)}
    called = unique_names([" ".join(w for w in place if w not in shared) for place in places])
    values = [rows[:, axes.columns] for axes in accs.values()]
    meant = list(accs.values())[_chosen(called, values, asked)]
    others = {
        column
        for kind in _KINDS
        for axes in every.get(kind, ())
        if (axes.place, axes.nth) != (meant.place, meant.nth)
        for column in axes.columns
    }
    return [f"other {i}" if i in others else name for i, name in enumerate(names)]


def one_of_forms(held: Mapping[Labels, FloatArray], asked: str) -> Labels | None:
    """Give the form of the lines of the sensor that is meant, where lines of several take turns.

    Parameters
    ----------
    held
        The lines that came so far, by their form; all of one length.

    Returns
    -------
    Labels or None
        None where the forms do not name sensors, or one alone does.

    Raises
    ------
    SeveralError
        Where there are several, and none of them was asked for.
    """
    names = {form: _whose(form) for form in held}
    forms = [form for form, name in names.items() if name]
    if len({names[form] for form in forms}) < 2:
        return None
    called = [names[form] for form in forms]
    return forms[_chosen(called, [held[form][:, -3:] for form in forms], asked)]


def _whose(form: Labels) -> str:
    """Say whose a line is, by its only label, or by the names of its acceleration."""
    labels = [label for label in form if label]
    acc = find_roles(list(axis_names(form))).axes.get("acc")
    if acc is not None and acc.place and any(char.isalnum() for char in acc.place):
        return acc.place
    return labels[0] if len(labels) == 1 and acc is None else ""


def _chosen(called: Sequence[str], values: Sequence[FloatArray], asked: str) -> int:
    if not asked:
        moves = moving(values, called)
        raise SeveralError(
            several(called, moves, verb="sends lines of", place="?sensor= in an address").reason
        )
    try:
        return list(called).index(match_name(asked, called, verb="has"))
    except RecordingError as error:
        raise SeveralError(error.reason) from error

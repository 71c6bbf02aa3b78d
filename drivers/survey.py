"""Survey: several links looked at side by side, for as long as it takes to know what they are."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from drivers.health import Health
from drivers.link import LinkSource, describe, too_slow
from drivers.probe import Found
from drivers.source import CannotOpen


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What was found at an address.

    Parameters
    ----------
    address, place
        Where it is, and what a person calls it.
    found, health
        What it is, and how it came; None where there was an error.
    words
        `found` in words.
    unfit
        Why holds can't be timed with it, in a sentence; empty where they can.
    error
        Why nothing was found, in a sentence.
    """

    address: str
    place: str = ""
    found: Found | None = None
    health: Health | None = None
    words: str = ""
    unfit: str = ""
    error: str = ""


def survey(links: Sequence[LinkSource], stopped: threading.Event) -> list[Surveyed]:
    """Look at all links at once, and let go of them; in their order."""
    if not links:
        return []
    with ThreadPoolExecutor(len(links), thread_name_prefix="survey") as workers:
        return list(workers.map(lambda link: _look(link, stopped), links))


def _look(link: LinkSource, stopped: threading.Event) -> Surveyed:
    try:
        channel, found = link.find(stopped)
    except CannotOpen as error:
        return Surveyed(link.address, error=str(error))
    channel.close()
    return Surveyed(
        link.address,
        place=channel.place,
        found=found,
        health=found.health(),
        words=describe(channel, found),
        unfit=too_slow(channel, found),
    )

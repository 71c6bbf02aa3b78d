"""File formats that other packages add, by entry points of the group ``balance_timer.formats``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from balance.plugins import ANYTHING, FORMATS, Plugin, PluginError, plugins
from balance.records.errors import RecordingError
from balance.records.formats.sensors import check_enough
from balance.records.formats.units import coarse_step
from balance.records.header import ASSUMED, FORMAT, NO_PLACEMENT, VERSION, Header
from balance.records.recording import Recording
from balance.samples import Inlet

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_NEVER: Final = (".events.csv", ".events.csv.gz")


@dataclass(frozen=True)
class FileRows:
    """What a `FileFormat` read: rows as they are in the file, and what it says of them.

    Rows that are not finite, that no sensor gives, or whose time repeats or steps back are dropped
    and counted afterward; a format need not look for them.

    Parameters
    ----------
    time_s
        Shape (n,): seconds, of the file's own clock.
    acc_m_s2
        Shape (n, 3): specific force in m/s^2; at rest the axis pointing up reads +9.81.
    gyr_rad_s
        Shape (n, 3): rate of turn in rad/s, or None without a gyroscope.
    header
        What the file says of the recording, by the keys of the first line of a native one:
        `placement`, `stance_leg`, `eyes`, `surface`, `model`, `created_utc` ... Others are kept.
    faults
        What was wrong in the file and left out, each in words.
    """

    time_s: ArrayLike
    acc_m_s2: ArrayLike
    gyr_rad_s: ArrayLike | None = None
    header: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


class FileFormat(ABC):
    """Files of one kind, read by whoever adds it.

    An entry point names a class derived from it, which is called without arguments.

    Attributes
    ----------
    suffixes : tuple of str
        How the names of its files end, in lower case: ``(".box", ".box.gz")``. It is asked about
        no others, and files so called are found in folders.
    """

    suffixes: ClassVar[tuple[str, ...]] = ()

    def knows(self, name: str, head: bytes) -> bool:  # noqa: ARG002 - the name is often enough
        """Tell whether a file is of this kind; by its name alone, where this is not overridden.

        Parameters
        ----------
        name
            The file's name, which ends in one of `suffixes`.
        head
            Its first bytes, 4,096 at most, unpacked where it was gzipped.

        Returns
        -------
        bool
            False leaves it to other formats.
        """
        return True

    @abstractmethod
    def read(self, path: Path) -> FileRows:
        """Read a file.

        Parameters
        ----------
        path
            The file; `knows` said that it is of this kind.

        Returns
        -------
        FileRows
            Its rows, and what it says of them.

        Raises
        ------
        RecordingError
            Where it can't be read: what is wrong and what to do, as the end of a sentence that
            begins with the path.
        """


class NotReadError(Exception):
    """A format that was to read a file and broke; the text is a sentence that names its package."""


def added_suffixes() -> tuple[str, ...]:
    """Give how the names of files end that are read by formats of other packages."""
    return tuple(suffix for _, each in _formats() for suffix in each.suffixes)


def format_troubles() -> tuple[str, ...]:
    """Give a sentence for each package that adds a format and is broken."""
    return _loaded(plugins(FORMATS))[1]


def read_added(path: Path, head: bytes) -> Recording | None:
    """Read a file by the format of another package; None where none knows it.

    Raises
    ------
    RecordingError
        Where the format says that the file can't be read.
    NotReadError
        Where the format itself is broken: others may be able to read the file.
    """
    name = path.name.lower()
    for plugin, each in _formats():
        if not name.endswith(each.suffixes):
            continue
        try:
            if each.knows(path.name, head):
                return _recording(path, plugin, each.read(path))
        except RecordingError:
            raise
        except ANYTHING as error:  # a stranger's reader may do anything
            raise NotReadError(plugin.blamed(error)) from error
    return None


def _recording(path: Path, plugin: Plugin, rows: FileRows) -> Recording:
    """Make a recording of what a format read, and judge it as files of other programs are."""
    said = {key: value for key, value in rows.header.items() if value is not None}
    header = Header.from_dict({**said, "format": FORMAT, "version": VERSION})
    if "placement" not in said:
        assumed = [*header.assumed, NO_PLACEMENT]
        header = replace(header, extra={**header.extra, ASSUMED: assumed})
    inlet = Inlet()
    block = inlet.push(rows.time_s, rows.acc_m_s2, rows.gyr_rad_s)
    check_enough(block, inlet, inlet.rows)
    header = replace(
        header,
        source=header.source or plugin.name,
        resolution_m_s2=header.resolution_m_s2 or coarse_step(block.acc_m_s2),
    )
    faults = (*rows.faults, *inlet.faults())
    return Recording(path, header, block, faults, tuple(inlet.gaps), inlet.losses)


def _formats() -> Iterator[tuple[Plugin, FileFormat]]:
    yield from _loaded(plugins(FORMATS))[0]


@lru_cache(maxsize=8)
def _loaded(
    named: tuple[Plugin, ...],
) -> tuple[tuple[tuple[Plugin, FileFormat], ...], tuple[str, ...]]:
    """Load formats: those that are sound, and a sentence for each of the others."""
    sound, troubles = [], []
    for plugin in named:
        try:
            sound.append((plugin, _made(plugin)))
        except PluginError as error:
            troubles.append(str(error))
    return tuple(sound), tuple(troubles)


def _made(plugin: Plugin) -> FileFormat:
    kind = plugin.load()
    try:
        made = kind()
    except ANYTHING as error:  # as above
        raise PluginError(plugin.blamed(error)) from error
    if not isinstance(made, FileFormat):
        raise PluginError(plugin.blamed(f"{plugin.where} gives no balance.FileFormat"))
    suffixes = made.suffixes
    sound = isinstance(suffixes, tuple) and all(
        isinstance(each, str) and each.startswith(".") and len(each) > 1 and each == each.lower()
        for each in suffixes
    )
    if not sound or not suffixes:
        raise PluginError(plugin.blamed('its suffixes must be a tuple of texts as ".box"'))
    if taken := [each for each in suffixes if each in _NEVER]:
        raise PluginError(plugin.blamed(f"files that end in {taken[0]} are events of recordings"))
    return made

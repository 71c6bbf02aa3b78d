"""What a run of `analyze -o` was begun with, beside its results until it is finished."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from balance.errors import BalanceError
from balance.records.errors import RecordingError
from balance.records.jobs import Job
from balance.records.owner_file import open_for_owner
from balance.report.files import new_file
from balance.report.scoring import ScoreSettings
from balance.timing.hold_timer import ALGORITHM as HOLDS
from balance.timing.raises.counter import ALGORITHM as RAISES
from balance.version import __version__

FORMAT: Final = "balance-resume"
VERSION: Final = 1
_ANEW: Final = "begin anew in another file"


class NotSoError(BalanceError):
    """A run that can't be begun or gone on with as it was asked; one sentence."""


def beside(results: Path) -> Path:
    """Give where it stands what the results in a file are made with."""
    return results.with_name(f"{results.name}.resume.json")


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: what was asked for, and each recording with its size and date as it began."""

    asked: Mapping[str, Any]
    jobs: Sequence[Job]
    dates: Sequence[tuple[int, int] | None]

    @classmethod
    def of(cls, paths: Sequence[Path], jobs: Sequence[Job], settings: ScoreSettings) -> Plan:
        """Make the plan of a run that begins now."""
        asked = {
            "version": {"program": __version__, "holds": HOLDS, "raises": RAISES},
            "settings": asdict(settings),
            # A path from this folder on is another from elsewhere, and so are names and errors.
            "paths": [[str(path), str(path.absolute())] for path in paths],
        }
        return cls(json.loads(json.dumps(asked)), jobs, [_date(job.path) for job in jobs])

    @classmethod
    def read(cls, path: Path) -> Plan:
        """Read the plan of a run that was begun.

        Raises
        ------
        RecordingError
            Where it can't be read.
        """
        try:
            told = json.loads(path.read_bytes())
            if (told["format"], told["version"]) != (FORMAT, VERSION):
                raise RecordingError(f"is of another version; {_ANEW}", path)
            rows = told["recordings"]
            jobs = [Job(Path(where), name) for where, name, _ in rows]
            dates = [None if date is None else (date[0], date[1]) for *_, date in rows]
            return cls(dict(told["asked"]), jobs, dates)
        except OSError as error:
            raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise RecordingError(f"is damaged; {_ANEW}", path) from error

    def write(self, path: Path) -> None:
        """Write it as a new file, whole or not at all; `RecordingError` where it can't be."""
        recordings = [
            [str(job.path), job.name, date] for job, date in zip(self.jobs, self.dates, strict=True)
        ]
        told = {"format": FORMAT, "version": VERSION, "asked": self.asked, "recordings": recordings}
        with new_file(path) as hidden, open_for_owner(hidden, "xb") as file:
            file.write(json.dumps(told).encode())

    def check(self, now: Plan, results: Path) -> None:
        """See that what is asked for now is what the run was begun with.

        Raises
        ------
        NotSoError
            Where it is not; it says what differs.
        """
        for key, before in self.asked.items():
            if before == now.asked.get(key):
                continue
            if isinstance(before, dict):
                differs = _first_difference(before, now.asked[key])
            else:
                differs = f"{', '.join(one for one, _ in before)} in {Path.cwd()}"
            words = {"version": "another version", "settings": "other settings"}.get(key)
            raise NotSoError(
                f"{results}: it was begun with {words or 'other paths'} ({differs}); "
                f"do the same again, or {_ANEW}."
            )

    def differences(self, now: Plan, done: int) -> list[str]:
        """Say what has become of the recordings since it was begun.

        Parameters
        ----------
        done
            How many of them are scored.
        """
        paths = {job.path for job in self.jobs}
        there = dict(zip((job.path for job in now.jobs), now.dates, strict=True))
        come = [path for path in there if path not in paths]
        known = zip((job.path for job in self.jobs[:done]), self.dates, strict=False)
        other = [path for path, date in known if there.get(path) != date]
        said = (
            (come, "came since it was begun, and will not be in it"),
            (other, "changed or went since they were scored, and stand as they were"),
        )
        return [
            f"{len(which)} of the recordings {what} (first: {which[0]})."
            for which, what in said
            if which
        ]


def _date(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _first_difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    key = next(key for key in {**before, **now} if before.get(key) != now.get(key))
    return f"{key}: {json.dumps(before.get(key))} then, {json.dumps(now.get(key))} now"

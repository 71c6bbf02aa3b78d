"""Lines of a program's log, to a table: their time in front of the numbers that were printed.

``[12:00:01.123][INFO] 0.1,0.2,9.8``, ``2024-05-04 12:00:01,123 - imu - INFO - ..``, ``I (1230) imu:
..`` and their like. What comes before the numbers is a time, a level and the name of a part of the
program; of it the time alone is kept, where there is one.
"""

from __future__ import annotations

import re
from typing import Final

_LOOKED_AT: Final = 200
_LEVEL: Final = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|LOG|DATA|DBG|INF|WRN|ERR)"
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_BEGINS: Final = re.compile(
    rf"\s*(?:[\[(<]|{_LEVEL}\b|[TDIWEV] ?[(/]|\d{{1,4}}[-/.]\d\d[-/.T ]|\d{{1,2}}:\d\d:\d\d"
    r"|[A-Z][a-z]{2} +\d{1,2} \d\d:)"
)
# A dash stands apart from the number behind it; else it is that one's sign.
_ENDS: Final = rf"(?:[\])>]:?|[A-Za-z][^\s,;]*\s*:|\b{_LEVEL}\b[:,]?| (?:-(?!\S)|\|))"
_NUMBERS: Final = re.compile(
    rf"(?P<head>.*?{_ENDS})\s*(?P<said>{_NUMBER}(?:(?:\s*[,;|]\s*|\s+){_NUMBER}){{2,}}[,;\s]*)"
)
_WORDS: Final = re.compile(
    rf"(?P<head>.*{_ENDS})\s*(?P<said>[^\W\d]\w*(?:[,;\t ]+[^\W\d]\w*){{2,}})\s*"
)
# What is before the numbers holds no others: neither a list of them nor labelled ones.
_LIST: Final = re.compile(
    rf"(?<![:.\d]){_NUMBER}\s*[,;]\s*{_NUMBER}\s*[,;]|[^\W\d_]\w*\s*[:=]\s*[-+.]?\d"
)
_LOG: Final = re.compile(rf"\b{_LEVEL}\b|[\])>]\s*[\[(<]|[A-Za-z]\w*[\])]?\s*:\s*$|\s[-|]$", re.I)
_TIMES: Final = (
    re.compile(r"\d{4}[-/.]\d\d[-/.]\d\d[T _]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"),
    re.compile(r"(?<![\d:])\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?"),
    re.compile(r"(?<=[\[(])\s*\d+(?:\.\d+)?(?=\s*[\])])"),
)


def is_logged(text: str) -> bool:
    """Tell whether most lines are of a log, with numbers at their end."""
    head = [line for line in text[: 300 * _LOOKED_AT].splitlines()[:_LOOKED_AT] if line.strip()]
    return 2 * sum(_split(line) is not None for line in head) > len(head) > 0


def unlogged(text: str) -> str:
    """Give the numbers of a log as a table, their times in front; other text as it is."""
    if not is_logged(text):
        return text
    made = []
    for line in text.splitlines():
        if (numbers := _split(line)) is not None:
            made.append(_row(*numbers))
        elif (names := _WORDS.fullmatch(line)) and _BEGINS.match(line):
            made.append(_row(names["head"], names["said"], time="time"))
        else:
            made.append(line)
    return "\n".join(made) + "\n"


def _split(line: str) -> tuple[str, str] | None:
    """Part a line of a log into what is before its numbers, and these; None for other lines."""
    if not _BEGINS.match(line) or (match := _NUMBERS.fullmatch(line)) is None:
        return None
    head = match["head"]
    return None if _LIST.search(head) or not _LOG.search(head) else (head, match["said"])


def _row(head: str, said: str, time: str = "") -> str:
    found = next((match for form in _TIMES if (match := form.search(head))), None)
    if found is None:
        return said.strip()
    stamp = time or found[0].strip().replace(" ", "T").replace("_", "T").replace(",", ".")
    parting = next((each for each in ";\t,|" if each in said), " ")
    return f"{stamp}{parting}{said.strip()}"

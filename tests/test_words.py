"""What is said to people: nothing in it steers a terminal, or is there and not seen."""

import pytest

from balance.words import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë, 4,2 s", "Zoë, 4,2 s"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("\ufeff1.0", "\ufffd1.0"),
        ("left\u202eright", "left\ufffdright"),
        ("a\u200bb\u2028c\ud800", "a\ufffdb\ufffdc\ufffd"),
        ("1\u202f234\xa0s", "1 234 s"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
    ],
)
def test_what_is_not_seen_becomes_a_mark(text: str, shown: str) -> None:
    assert printable(text, lines=False) == shown


def test_lines_stay_where_they_are_meant() -> None:
    assert printable("a\n\tb\r") == "a\n\tb\ufffd"
    assert printable("a\n\tb\r", lines=False) == "a\ufffd\ufffdb\ufffd"

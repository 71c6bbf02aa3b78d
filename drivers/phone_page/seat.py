"""Seat: who may talk to the page's server. One phone, by a token that admits once."""

from __future__ import annotations

import hmac
import secrets
from typing import Final

_BYTES: Final = 16


class Seat:
    """The one place at the server: a token admits to it, a secret keeps it.

    Attributes
    ----------
    token : str
        What the next phone must show; empty while nobody is invited.
    """

    def __init__(self) -> None:
        self.token = ""
        self._secret = ""

    def invite(self) -> str:
        """Make a new token, unless there is one that nobody has used; give it."""
        self.token = self.token or secrets.token_urlsafe(_BYTES)
        return self.token

    def withdraw(self) -> None:
        """Let nobody in by a token that was not used: the seat is taken."""
        self.token = ""

    def admit(self, token: str) -> str | None:
        """Take a token: the secret of the seat, or None where it is not the one.

        Whoever had the seat before loses it.
        """
        if not (self.token and _same(token, self.token)):
            return None
        self.token = ""
        self._secret = secrets.token_urlsafe(_BYTES)
        return self._secret

    def holds(self, secret: str) -> bool:
        """Whether a secret is that of the seat."""
        return bool(self._secret) and _same(secret, self._secret)


def _same(said: str, known: str) -> bool:
    return hmac.compare_digest(said.encode(errors="replace"), known.encode())

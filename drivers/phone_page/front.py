"""The front door of the page: who is let in, and what a stranger gets, which is nothing.

Everything without the seat's token or secret is answered by an empty 403 that looks the same
whatever was asked, and so is what is no request at all.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from drivers.door import Door, Handler, nothing, welcome
from drivers.phone_page.seat import Seat

COOKIE: Final = "seat"
LARGEST: Final = 65_536
_COOKIE_S: Final = 12 * 3600


class Front(Door):
    """Lets in whoever holds the seat.

    Parameters
    ----------
    seat
        Who that is.
    inside
        Answers the requests of the seat.
    headers
        Put on each answer from inside.
    """

    def __init__(self, seat: Seat, inside: Handler, headers: dict[str, str]) -> None:
        super().__init__(self._answer, LARGEST)
        self._seat = seat
        self._inside = inside
        self._headers = headers

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._seat.holds(request.cookies.get(COOKIE, "")):
            welcome(request)
            response = await self._inside(request)
        elif request.method == "GET" and request.path == "/" and "t" in request.query:
            response = self._admit(request.query["t"])
        else:
            response = self._refuse()
        if not response.prepared:
            refused = response.status == nothing().status
            response.headers.update({} if refused else self._headers)
        return response

    def _admit(self, token: str) -> web.StreamResponse:
        secret = self._seat.admit(token)
        if secret is None:
            return self._refuse()
        # The token goes from the address line, so that nobody passes it on.
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            COOKIE, secret, max_age=_COOKIE_S, secure=True, httponly=True, samesite="Lax"
        )
        return response

    def _refuse(self) -> web.StreamResponse:
        self.turned_away["strangers"] += 1
        return nothing()

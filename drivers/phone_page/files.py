"""The page's own files, and the headers that they go out with."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from aiohttp import web

_TYPES: Final[Mapping[str, str]] = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


def page_file(path: str) -> web.Response:
    """Give a file of the page: `/` is the page, `/page/NAME` what belongs to it."""
    name = "index.html" if path == "/" else path.removeprefix("/page/")
    kind = _TYPES.get(name.rpartition(".")[2])
    # Looked up among those that there are: a system does not take every name that is asked for.
    there = {file.name: file for file in (files("drivers.phone_page") / "page").iterdir()}
    if kind is None or name not in there:
        return web.Response(status=404)
    return web.Response(body=there[name].read_bytes(), content_type=kind, charset="utf-8")


def headers(host: str, port: int) -> dict[str, str]:
    """Give the headers of every answer: nothing is kept, and nothing from elsewhere is let in."""
    # Safari 15 does not count a socket to the same place as 'self'.
    place = f"wss://[{host}]:{port}" if ":" in host else f"wss://{host}:{port}"
    return {
        "Server": "",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' {place}; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
    }

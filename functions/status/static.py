"""The phone's page: static files that know nothing until a token is entered."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from functions._entry.answer import CONTENT_POLICY
from functions._entry.messages import Request, Response
from functions._entry.routes import OpenRoute

FOLDER = Path(__file__).parent / "page"
TYPES = {
    "index.html": "text/html; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "api.js": "text/javascript; charset=utf-8",
    "words.js": "text/javascript; charset=utf-8",
}


def _file(name: str, request: Request) -> Response:
    """The file, or 304 where the browser has this very version."""
    body = _read(name)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {
        "Cache-Control": "no-cache",
        "ETag": tag,
        "Content-Security-Policy": CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if request.header("if-none-match") == tag:
        return Response(status=HTTPStatus.NOT_MODIFIED.value, headers=headers)
    headers["Content-Type"] = TYPES[name]
    return Response(status=HTTPStatus.OK.value, headers=headers, body=body)


@cache
def _read(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def _route(path: str, name: str) -> OpenRoute:
    return OpenRoute("GET", path, lambda request: _file(name, request))


PAGE = tuple(_route("/" if name == "index.html" else f"/{name}", name) for name in TYPES)

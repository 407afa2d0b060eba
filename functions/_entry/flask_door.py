"""A functions-framework request in and out: flask's, translated.

functions-framework reads the whole body into memory before it sends the answer,
so what a too long one leaves unread is read here, in pieces that are thrown away:
a client that still writes would miss the answer otherwise.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from functions._entry.messages import BODY_LIMIT, Request

if TYPE_CHECKING:
    from flask import Request as FlaskRequest
    from flask import Response as FlaskResponse

    from functions._entry.app import App

PIECE = 64 * 1024
DRAIN_LIMIT = 16 * 1024 * 1024  # bytes; past that the connection may break, the memory may not


def serve(app: App, request: FlaskRequest) -> FlaskResponse:
    """Answer one HTTP request."""
    from flask import Response as FlaskResponse

    answer = app(_translated(request))
    return FlaskResponse(answer.body, status=answer.status, headers=dict(answer.headers))


def _translated(request: FlaskRequest) -> Request:
    return Request(
        method=request.method,
        path=request.path,
        query=request.args.to_dict(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=_body(request),
    )


def _body(request: FlaskRequest) -> bytes:
    """At most BODY_LIMIT + 1 bytes, however long it is and whatever its headers say."""
    kept = bytearray()
    drained = 0
    while drained < DRAIN_LIMIT and (piece := request.stream.read(PIECE)):
        drained += len(piece)
        kept += piece[: BODY_LIMIT + 1 - len(kept)]
    request.stream = BytesIO()  # for functions-framework, which reads it once more
    return bytes(kept)

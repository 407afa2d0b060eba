"""Lambda's events in and out: HTTP API v2 and Function URL; anything else is a schedule.

A schedule's failure is raised, because that is how Lambda knows to try again; an
HTTP caller gets the problem details instead.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import parse_qsl

from functions._entry.app import App
from functions._entry.messages import BODY_LIMIT, Request, Response

Event = Mapping[str, object]
Handler = Callable[[Event, object], dict[str, object]]
SERVER_ERROR = 500


class ScheduledCallError(RuntimeError):
    """A scheduled call that failed on our side or the platform's: worth another try."""


def http_handler(app: App) -> Handler:
    """For a function that only HTTP calls. Raises TypeError for any other event."""

    def handler(event: Event, _context: object) -> dict[str, object]:
        if not _is_http(event):
            msg = "this function answers HTTP events only"
            raise TypeError(msg)
        return _answered(app(_request(event)))

    return handler


def scheduled_handler(app: App, *, method: str, path: str) -> Handler:
    """For a function that a scheduler calls too: its events mean `method path`."""

    def handler(event: Event, _context: object) -> dict[str, object]:
        if _is_http(event):
            return _answered(app(_request(event)))
        response = app.trusted(Request(method=method, path=path))
        if response.status >= SERVER_ERROR:
            raise ScheduledCallError(response.body.decode())
        return _answered(response)

    return handler


def _is_http(event: Event) -> bool:
    context = event.get("requestContext")
    return isinstance(context, Mapping) and isinstance(context.get("http"), Mapping)


def _request(event: Event) -> Request:
    context = cast("Mapping[str, Mapping[str, str]]", event["requestContext"])
    headers = cast("Mapping[str, str]", event.get("headers") or {})
    return Request(
        method=context["http"].get("method", "GET"),
        path=str(event.get("rawPath") or "/"),
        query=dict(parse_qsl(str(event.get("rawQueryString") or ""), keep_blank_values=True)),
        headers={name.lower(): value for name, value in headers.items()},
        body=_body(event)[: BODY_LIMIT + 1],
    )


def _body(event: Event) -> bytes:
    text = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return text.encode()
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return text.encode()  # no JSON object either: refused where bodies are read


def _answered(response: Response) -> dict[str, object]:
    return {
        "statusCode": response.status,
        "headers": dict(response.headers),
        "body": response.body.decode(),
    }

"""What the control API refuses, and how it says so: 400 naming the field and what it allows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class BadFieldError(Exception):
    """`field` of a request is not what it must be; `allowed` says what it may be."""

    def __init__(self, field: str, allowed: str | Iterable[str]) -> None:
        told = allowed if isinstance(allowed, str) else "one of " + ", ".join(sorted(allowed))
        super().__init__(f"{field}: {told}")
        self.field, self.allowed = field, told


def refusal(status: int, detail: str, **more: Any) -> web.Response:  # noqa: ANN401 -- JSON
    return web.json_response({"status": status, "detail": detail, **more}, status=status)


async def body_of(request: web.Request) -> Json:
    """The request's JSON object; an empty body is an empty object."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise BadFieldError("body", f"JSON ({error})") from error
    if not isinstance(body, dict):
        raise BadFieldError("body", "a JSON object")
    return body


def only(body: Json, allowed: Iterable[str]) -> None:
    """A misspelt field is refused instead of being ignored."""
    for unknown in sorted(set(body) - set(allowed)):
        raise BadFieldError(unknown, allowed)


def number(body: Json, field: str, *, least: float = 0, most: float = 1e9) -> float:
    value = body.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise BadFieldError(field, f"a number from {least:g} to {most:g}")
    return float(value)


def text(body: Json, field: str, default: str | None = None) -> str:
    value = body.get(field, default)
    if not isinstance(value, str):
        raise BadFieldError(field, "a string")
    return value


def moment(body: Json, field: str) -> datetime:
    try:
        told = datetime.fromisoformat(text(body, field))
    except ValueError as error:
        raise BadFieldError(field, "an ISO 8601 time") from error
    if told.tzinfo is None:
        raise BadFieldError(field, "an ISO 8601 time with its offset, e.g. 2026-03-02T08:00:00Z")
    return told


def after(request: web.Request) -> int:
    """`?after=N`: only what came later; 0 where it is not given."""
    told = request.query.get("after", "0")
    if not told.isdigit():
        raise BadFieldError("after", "a whole number")
    return int(told)

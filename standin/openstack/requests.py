"""What every service reads of a request: its JSON body, and how the caller reached us."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from standin.openstack.refusals import RefusedError

Json = dict[str, Any]


def origin(request: web.Request) -> str:
    """ "http://127.0.0.1:4711": links and the catalogue lead back the way the caller came."""
    return str(request.url.origin())


async def body_of(request: web.Request) -> Json:
    """Raises RefusedError 400 for what is not a JSON object."""
    try:
        body = await request.json()
    except ValueError as error:
        raise RefusedError(400, f"Malformed request body: {error}") from error
    if not isinstance(body, dict):
        raise RefusedError(400, "Malformed request body: an object is expected")
    return body


async def inner_of(request: web.Request, key: str) -> Json:
    """The object that the body wraps under `key`, as all services but Keystone's login do."""
    inner = (await body_of(request)).get(key)
    if not isinstance(inner, dict):
        raise RefusedError(400, f"Resource body required: {key}")
    return inner

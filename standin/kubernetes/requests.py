"""An HTTP request read as a call: its verb, by which rights are given, and its options."""

from __future__ import annotations

from aiohttp import web

from standin.kubernetes.call import Call, User, is_true
from standin.kubernetes.discovery import sub_verbs
from standin.kubernetes.errors import method_not_allowed
from standin.kubernetes.paths import Target

_VERB = {"POST": "create", "PUT": "update", "PATCH": "patch"}


async def call_of(request: web.Request, target: Target, user: User) -> Call:
    return Call(
        verb=_verb(request, target),
        resource=target.resource,
        namespace=target.namespace,
        name=target.name,
        subresource=target.subresource,
        user=user,
        query=request.query,
        content_type=request.headers.get("Content-Type", ""),
        accept=request.headers.get("Accept", ""),
        agent=request.headers.get("User-Agent", ""),
        body=await request.read(),
    )


def _verb(request: web.Request, target: Target) -> str:
    """405 where the path takes no such method."""
    method, one = request.method, bool(target.name)
    if method in ("GET", "HEAD"):
        verb = "watch" if is_true(request.query.get("watch", "")) else ("get" if one else "list")
    elif method == "DELETE":
        verb = "delete" if one else "deletecollection"
    else:
        verb = _VERB.get(method, "")
    misplaced = one is (verb == "create") and not target.subresource
    if verb in ("create", "update", "patch") and misplaced:
        raise method_not_allowed()
    allowed = sub_verbs(target.subresource) if target.subresource else target.resource.verbs
    if verb not in allowed:
        raise method_not_allowed()
    return verb

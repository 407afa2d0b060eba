"""Keystone's `POST /v3/auth/tokens`: an application credential or a password becomes a token."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from standin.openstack.account import Account
from standin.openstack.refusals import RefusedError

Json = dict[str, Any]
UNAUTHORIZED = "The request you have made requires authentication."


def login(account: Account, body: Json) -> tuple[str, str]:
    """The method that let the caller in, and into which project. Raises RefusedError 400 or 401."""
    match body:
        case {"auth": {"identity": {"methods": [str(method), *_], **ways}}}:
            check = CHECKS.get(method)
        case _:
            raise RefusedError(400, "'auth' is a required property")
    way = _way(ways, method)
    for each in (account, *account.neighbours):
        if check is not None and check(each, way):
            return method, each.project_id
    raise RefusedError(401, UNAUTHORIZED)


def _way(ways: Mapping[Any, Any], method: str) -> Json:
    way = ways.get(method)
    return way if isinstance(way, dict) else {}


def _application_credential(account: Account, way: Json) -> bool:
    """P3.1: by id, or by name with the user; the stand-in's credentials are used by id."""
    return way.get("id") == account.application_credential_id and _same(
        way.get("secret"), account.application_credential_secret
    )


def _password(account: Account, way: Json) -> bool:
    user = way.get("user", {})
    known = account.user_id == user.get("id") or user.get("name") == account.user_name
    return known and bool(account.password) and _same(user.get("password"), account.password)


def _same(given: object, kept: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), kept.encode())


CHECKS: dict[str, Callable[[Account, Json], bool]] = {
    "application_credential": _application_credential,
    "password": _password,
}

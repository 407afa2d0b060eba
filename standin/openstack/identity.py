"""Keystone v3 as clients use it: tokens with a catalogue, and who the token speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from standin.openstack.account import Account
from standin.openstack.catalogue import catalogue
from standin.openstack.login import UNAUTHORIZED, login
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import body_of, origin
from standin.openstack.tokens import Token, Tokens

DOMAIN = {"id": "default", "name": "Default"}
ROLES = ("member", "reader", "load-balancer_member")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    account: Account
    tokens: Tokens

    def routes(self) -> list[web.RouteDef]:
        path = "/identity/v3/auth/tokens"
        return [
            web.post(path, self.issue),
            web.get(path, self.show, allow_head=True),
            web.delete(path, self.revoke),
            web.get("/identity/v3/auth/catalog", self.catalogue),
            web.get("/identity/v3/auth/projects", self.projects),
            web.get("/identity/v3/projects/{id}", self.project),
        ]

    async def issue(self, request: web.Request) -> web.Response:
        token = self.tokens.issue(*login(self.account, await body_of(request)))
        return self._shown(request, token, status=201)

    async def show(self, request: web.Request) -> web.Response:
        token = self.tokens.valid(request.headers.get("X-Subject-Token", ""))
        if token is None:
            raise RefusedError(404, "Failed to validate token")
        return self._shown(request, token, status=200)

    async def revoke(self, request: web.Request) -> web.Response:
        self.tokens.revoke(request.headers.get("X-Subject-Token", ""))
        return web.Response(status=204)

    async def catalogue(self, request: web.Request) -> web.Response:
        return web.json_response({"catalog": catalogue(self._asks(request), origin(request))})

    async def projects(self, request: web.Request) -> web.Response:
        mine = _project(self._asks(request))
        return web.json_response({"projects": [mine], "links": {"next": None}})

    async def project(self, request: web.Request) -> web.Response:
        mine = self._asks(request)
        if request.match_info["id"] != mine.project_id:
            raise RefusedError(404, f"Could not find project: {request.match_info['id']}.")
        return web.json_response({"project": _project(mine)})

    def _asks(self, request: web.Request) -> Account:
        return self.account.of(require(self.tokens, request).project_id)

    def _shown(self, request: web.Request, token: Token, *, status: int) -> web.Response:
        account = self.account.of(token.project_id)
        body = {"token": described(token, account, origin(request))}
        return web.json_response(body, status=status, headers={"X-Subject-Token": token.id})


def _project(account: Account) -> dict[str, Any]:
    return {
        "id": account.project_id,
        "name": account.project_name,
        "domain_id": DOMAIN["id"],
        "enabled": True,
        "is_domain": False,
    }


def described(token: Token, account: Account, url: str) -> dict[str, Any]:
    """The token as Keystone words it, with the catalogue that every client steers by."""
    about: dict[str, Any] = {
        "methods": [token.method],
        "user": {
            "id": account.user_id,
            "name": account.user_name,
            "domain": DOMAIN,
            "password_expires_at": None,
        },
        "audit_ids": [token.audit_id],
        "expires_at": _stamp(token.expires_at),
        "issued_at": _stamp(token.issued_at),
        "project": {"id": account.project_id, "name": account.project_name, "domain": DOMAIN},
        "is_domain": False,
        "roles": [{"id": f"role-{name}", "name": name} for name in ROLES],
        "catalog": catalogue(account, url),
    }
    if token.method == "application_credential":
        credential = account.application_credential_id
        about["application_credential"] = {"id": credential, "name": "lab", "restricted": True}
    return about


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def require(tokens: Tokens, request: web.Request) -> Token:
    """The caller's token. Raises RefusedError 401 for none, an unknown or an expired one."""
    token = tokens.valid(request.headers.get("X-Auth-Token", ""))
    if token is None:
        raise RefusedError(401, UNAUTHORIZED)
    return token

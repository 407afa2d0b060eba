"""S3 keys, as `openstack ec2 credentials create` makes them (P3.1).

Only a user who logged in with a password may: Keystone answers 403 to an application
credential. The secret is in every answer, the last as the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.account import Account
from standin.openstack.identity import require
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import origin
from standin.openstack.tokens import Tokens
from standin.world import World

Json = dict[str, Any]
PATH = "/identity/v3/users/{user}/credentials/OS-EC2"
SHELF = "keystone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ec2Keys:
    account: Account
    tokens: Tokens
    world: World

    def routes(self) -> list[web.RouteDef]:
        """Keys of an earlier life open the store again."""
        self.account.s3_keys.update(self._made())
        return [
            web.get(PATH, self.list),
            web.post(PATH, self.create),
            web.get(f"{PATH}/{{access}}", self.show),
            web.delete(f"{PATH}/{{access}}", self.delete),
        ]

    async def list(self, request: web.Request) -> web.Response:
        shown = [self._told(request, access) for access in self._made()]
        return web.json_response({"credentials": shown, "links": {"next": None}})

    async def create(self, request: web.Request) -> web.Response:
        if require(self.tokens, request).method != "password":
            message = "You are not authorized to perform the requested action."
            raise RefusedError(403, message)
        access, secret = (self.world.new_uuid("ec2").replace("-", "") for _ in range(2))
        self._made()[access] = self.account.s3_keys[access] = secret
        return web.json_response({"credential": self._told(request, access)}, status=201)

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response({"credential": self._told(request, self._found(request))})

    async def delete(self, request: web.Request) -> web.Response:
        access = self._found(request)
        del self._made()[access]
        self.account.s3_keys.pop(access, None)  # a world loaded later brings its own
        return web.Response(status=204)

    def _made(self) -> dict[str, str]:
        made: dict[str, str] = self.world.shelf(SHELF).setdefault("ec2", {})
        return made

    def _found(self, request: web.Request) -> str:
        access = request.match_info["access"]
        if access not in self._made():
            raise RefusedError(404, f"Could not find credential: {access}.")
        return access

    def _told(self, request: web.Request, access: str) -> Json:
        user = self.account.user_id
        path = f"/identity/v3/users/{user}/credentials/OS-EC2/{access}"
        return {
            "access": access,
            "secret": self._made()[access],
            "user_id": user,
            "tenant_id": self.account.project_id,
            "trust_id": None,
            "links": {"self": f"{origin(request)}{path}"},
        }

"""Nova's calls on servers: nodes and other people's alike.

Nobody makes a server here: nodes come from the KaaS API, other people's from the control API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.listing import page
from standin.openstack.microversions import asked
from standin.openstack.nova.machines import Machines
from standin.openstack.nova.told import server_told
from standin.openstack.refusals import RefusedError
from standin.world import Machine

Json = dict[str, Any]
ROOT = "/compute/v2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nova:
    machines: Machines
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        one = f"{ROOT}/servers/{{id}}"
        return [
            web.get(f"{ROOT}/servers/detail", self.list_detail),
            web.get(f"{ROOT}/servers", self.list_brief),
            web.get(one, self.show),
            web.delete(one, self.delete),
            web.get(f"{one}/metadata", self.metadata),
        ]

    async def list_detail(self, request: web.Request) -> web.Response:
        return web.json_response(self._page(request))

    async def list_brief(self, request: web.Request) -> web.Response:
        body = self._page(request)
        body["servers"] = [
            {name: server[name] for name in ("id", "name", "links")} for server in body["servers"]
        ]
        return web.json_response(body)

    def _page(self, request: web.Request) -> Json:
        """Nova matches `name` as a regular expression and `status` exactly; newest first."""
        shown = [self._told(request, machine) for machine in self.machines.all()]
        name, status = _pattern(request), request.query.get("status", "").upper()
        wanted = [
            server
            for server in reversed(shown)
            if name.search(server["name"]) and status in ("", server["status"])
        ]
        return page(request, wanted, "servers", most=self.page_size)

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response({"server": self._told(request, self.machines.asked(request))})

    async def delete(self, request: web.Request) -> web.Response:
        self.machines.volumes.world.machines.delete(self.machines.asked(request).id)
        return web.Response(status=204)

    async def metadata(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"metadata": self.machines.asked(request).extra.get("metadata", {})}
        )

    def _told(self, request: web.Request, machine: Machine) -> Json:
        held, account = self.machines.volumes_of(machine), self.machines.volumes.account
        return server_told(machine, held, account, asked(request, "compute"))


def _pattern(request: web.Request) -> re.Pattern[str]:
    try:
        return re.compile(request.query.get("name", ""))
    except re.error as error:
        raise RefusedError(400, f"Invalid regular expression for name: {error}") from error

"""The same five calls for every kind of Neutron's, and its tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.listing import filtered, page
from standin.openstack.neutron.births import found
from standin.openstack.neutron.kinds import Kind
from standin.openstack.neutron.networks import Networks
from standin.openstack.requests import body_of, inner_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KindCalls:
    """List, create, show, change and delete of one kind."""

    networks: Networks
    kind: Kind
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        all_of, one = f"/network/v2.0/{self.kind.path}", f"/network/v2.0/{self.kind.path}/{{id}}"
        return [
            web.get(all_of, self.list),
            web.post(all_of, self.create),
            web.get(one, self.show),
            web.put(one, self.change),
            web.delete(one, self.delete),
            web.put(f"{one}/tags", self.tag),
        ]

    async def list(self, request: web.Request) -> web.Response:
        records = filtered(request, self.networks.records.all(self.kind.word))
        return web.json_response(page(request, records, self.kind.plural, most=self.page_size))

    async def create(self, request: web.Request) -> web.Response:
        given = await inner_of(request, self.kind.word)
        return self._one(self.networks.make(self.kind, given), status=201)

    async def show(self, request: web.Request) -> web.Response:
        return self._one(self._found(request))

    async def change(self, request: web.Request) -> web.Response:
        given = await inner_of(request, self.kind.word)
        id_ = self._found(request)["id"]
        return self._one(self.networks.change(self.kind, id_, given))

    async def delete(self, request: web.Request) -> web.Response:
        self.networks.remove(self.kind, request.match_info["id"])
        return web.Response(status=204)

    async def tag(self, request: web.Request) -> web.Response:
        record = self._found(request)
        record["tags"] = (await body_of(request)).get("tags", [])
        return web.json_response({"tags": record["tags"]})

    def _found(self, request: web.Request) -> Json:
        records = self.networks.records
        return found(records, self.kind.word, request.match_info["id"], self.kind.error)

    def _one(self, record: Json, status: int = 200) -> web.Response:
        return web.json_response({self.kind.word: record}, status=status)

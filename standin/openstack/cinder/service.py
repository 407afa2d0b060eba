"""Cinder's calls, under the project as its catalogue entry is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.cinder.told import volume_told
from standin.openstack.cinder.volumes import TYPES, Volumes
from standin.openstack.listing import filtered, page
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import body_of, inner_of, origin
from standin.world import Volume
from standin.world.catalog import ZONES

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cinder:
    volumes: Volumes
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        root = f"/volume/v3/{self.volumes.account.project_id}"
        one = f"{root}/volumes/{{id}}"
        return [
            web.get(f"{root}/volumes/detail", self.list_detail),
            web.get(f"{root}/volumes", self.list_brief),
            web.post(f"{root}/volumes", self.create),
            web.get(one, self.show),
            web.put(one, self.change),
            web.delete(one, self.delete),
            web.post(f"{one}/action", self.act),
            web.get(f"{one}/metadata", self.metadata),
            web.post(f"{one}/metadata", self.add_metadata),
            web.get(f"{root}/types", self.types),
            web.get(f"{root}/snapshots", self.snapshots),
            web.get(f"{root}/snapshots/detail", self.snapshots),
            web.get(f"{root}/os-availability-zone", self.zones),
        ]

    async def list_detail(self, request: web.Request) -> web.Response:
        return web.json_response(self._page(request))

    async def list_brief(self, request: web.Request) -> web.Response:
        body = self._page(request)
        body["volumes"] = [
            {name: volume[name] for name in ("id", "name", "links")} for volume in body["volumes"]
        ]
        return web.json_response(body)

    def _page(self, request: web.Request) -> Json:
        told = [self._told(request, one) for one in self.volumes.world.volumes.all()]
        return page(request, filtered(request, told), "volumes", most=self.page_size)

    async def create(self, request: web.Request) -> web.Response:
        volume = self.volumes.create(await inner_of(request, "volume"))
        return web.json_response({"volume": self._told(request, volume)}, status=202)

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response({"volume": self._told(request, self._found(request))})

    async def change(self, request: web.Request) -> web.Response:
        volume = self._found(request)
        self.volumes.change(volume, await inner_of(request, "volume"))
        return web.json_response({"volume": self._told(request, volume)})

    async def delete(self, request: web.Request) -> web.Response:
        self.volumes.delete(self._found(request))
        return web.Response(status=202)

    async def act(self, request: web.Request) -> web.Response:
        volume = self._found(request)
        match await body_of(request):
            case {"os-extend": {"new_size": size}}:
                self.volumes.extend(volume, size)
            case {"os-attach": {"instance_uuid": str(machine_id)}}:
                self.volumes.attach(volume, machine_id)
            case {"os-detach": _} | {"os-force_detach": _}:
                self.volumes.detach(volume)
            case other:
                raise RefusedError(400, f"There is no such action: {', '.join(other)}")
        return web.Response(status=202)

    async def metadata(self, request: web.Request) -> web.Response:
        return web.json_response({"metadata": self._found(request).metadata})

    async def add_metadata(self, request: web.Request) -> web.Response:
        volume = self._found(request)
        volume.metadata.update(await inner_of(request, "metadata"))
        return web.json_response({"metadata": volume.metadata})

    async def types(self, _: web.Request) -> web.Response:
        shown = [{"id": name, "name": name, "is_public": True, "extra_specs": {}} for name in TYPES]
        return web.json_response({"volume_types": shown})

    async def snapshots(self, _: web.Request) -> web.Response:
        """The stand-in makes none: the list is whole, and empty."""
        return web.json_response({"snapshots": []})

    async def zones(self, _: web.Request) -> web.Response:
        names = ZONES[self.volumes.account.region]
        shown = [{"zoneName": name, "zoneState": {"available": True}} for name in names]
        return web.json_response({"availabilityZoneInfo": shown})

    def _found(self, request: web.Request) -> Volume:
        return self.volumes.get(request.match_info["id"])

    def _told(self, request: web.Request, volume: Volume) -> Json:
        return volume_told(self.volumes, volume, origin(request))

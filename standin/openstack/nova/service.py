"""Nova's calls: the project's servers, nodes and other people's alike, and what is attached.

Nobody makes a server here: nodes come from the KaaS API, other people's from the control API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.cinder.told import attachment
from standin.openstack.cinder.volumes import Volumes
from standin.openstack.listing import page
from standin.openstack.microversions import asked
from standin.openstack.nova.told import flavor_id, flavor_told, server_told
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import inner_of
from standin.world import Machine, NotFoundError, Volume
from standin.world.catalog import FLAVORS

Json = dict[str, Any]
ROOT = "/compute/v2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nova:
    volumes: Volumes
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        one = f"{ROOT}/servers/{{id}}"
        attached = f"{one}/os-volume_attachments"
        return [
            web.get(f"{ROOT}/servers/detail", self.list_detail),
            web.get(f"{ROOT}/servers", self.list_brief),
            web.get(one, self.show),
            web.delete(one, self.delete),
            web.get(f"{one}/metadata", self.metadata),
            web.get(attached, self.attachments),
            web.post(attached, self.attach),
            web.get(f"{attached}/{{volume}}", self.attachment),
            web.delete(f"{attached}/{{volume}}", self.detach),
            web.get(f"{ROOT}/flavors/detail", self.flavors),
            web.get(f"{ROOT}/flavors", self.flavors),
            web.get(f"{ROOT}/flavors/{{id}}", self.flavor),
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
        shown = [self._told(request, machine) for machine in self._machines()]
        name, status = request.query.get("name", ""), request.query.get("status", "")
        wanted = [
            server
            for server in reversed(shown)
            if re.search(name, server["name"]) and status.upper() in ("", server["status"])
        ]
        return page(request, wanted, "servers", most=self.page_size)

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response({"server": self._told(request, self._found(request))})

    async def delete(self, request: web.Request) -> web.Response:
        self.volumes.world.machines.delete(self._found(request).id)
        return web.Response(status=204)

    async def metadata(self, request: web.Request) -> web.Response:
        return web.json_response({"metadata": self._found(request).extra.get("metadata", {})})

    async def attachments(self, request: web.Request) -> web.Response:
        held = self._volumes_of(self._found(request))
        return web.json_response({"volumeAttachments": [_attached(volume) for volume in held]})

    async def attach(self, request: web.Request) -> web.Response:
        """P3.2: only within the volume's zone."""
        given = await inner_of(request, "volumeAttachment")
        volume = self.volumes.get(str(given.get("volumeId")))
        self.volumes.attach(volume, self._found(request).id)
        return web.json_response({"volumeAttachment": _attached(volume)})

    async def attachment(self, request: web.Request) -> web.Response:
        return web.json_response({"volumeAttachment": _attached(self._held(request))})

    async def detach(self, request: web.Request) -> web.Response:
        self.volumes.detach(self._held(request))
        return web.Response(status=202)

    async def flavors(self, _: web.Request) -> web.Response:
        return web.json_response({"flavors": [flavor_told(one) for one in FLAVORS.values()]})

    async def flavor(self, request: web.Request) -> web.Response:
        id_ = request.match_info["id"]
        for flavor in FLAVORS.values():
            if id_ in (flavor.name, flavor_id(flavor.name)):
                return web.json_response({"flavor": flavor_told(flavor)})
        raise RefusedError(404, f"Flavor {id_} could not be found.")

    def _machines(self) -> list[Machine]:
        return self.volumes.world.machines.all()

    def _found(self, request: web.Request) -> Machine:
        id_ = request.match_info["id"]
        try:
            return self.volumes.world.machines.get(id_)
        except NotFoundError as error:
            raise RefusedError(404, f"Instance {id_} could not be found.") from error

    def _volumes_of(self, machine: Machine) -> list[Volume]:
        every = self.volumes.world.volumes.all()
        return [volume for volume in every if volume.machine_id == machine.id]

    def _held(self, request: web.Request) -> Volume:
        machine, id_ = self._found(request), request.match_info["volume"]
        for volume in self._volumes_of(machine):
            if volume.id == id_:
                return volume
        message = f"Instance {machine.id} is not attached to volume {id_}"
        raise RefusedError(404, message)

    def _told(self, request: web.Request, machine: Machine) -> Json:
        held, account = self._volumes_of(machine), self.volumes.account
        return server_told(machine, held, account, asked(request, "compute"))


def _attached(volume: Volume) -> Json:
    told = attachment(volume)
    return {
        "id": volume.id,
        "volumeId": volume.id,
        "serverId": told["server_id"],
        "device": told["device"],
        "attachment_id": told["attachment_id"],
        "bdm_uuid": told["attachment_id"],
        "tag": None,
        "delete_on_termination": False,
    }

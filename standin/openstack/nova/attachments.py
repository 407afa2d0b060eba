"""Volumes on servers: only within one zone (P3.2), and on one server at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.cinder.told import attachment
from standin.openstack.nova.machines import Machines
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import inner_of
from standin.world import Volume

Json = dict[str, Any]
PATH = "/compute/v2.1/servers/{id}/os-volume_attachments"


@dataclass(frozen=True, slots=True)
class Attachments:
    machines: Machines

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PATH, self.attachments),
            web.post(PATH, self.attach),
            web.get(f"{PATH}/{{volume}}", self.attachment),
            web.delete(f"{PATH}/{{volume}}", self.detach),
        ]

    async def attachments(self, request: web.Request) -> web.Response:
        held = self.machines.volumes_of(self.machines.asked(request))
        return web.json_response({"volumeAttachments": [_attached(volume) for volume in held]})

    async def attach(self, request: web.Request) -> web.Response:
        """P3.2: only within the volume's zone."""
        given = await inner_of(request, "volumeAttachment")
        volume = self.machines.volumes.get(str(given.get("volumeId")))
        self.machines.volumes.attach(volume, self.machines.asked(request).id)
        return web.json_response({"volumeAttachment": _attached(volume)})

    async def attachment(self, request: web.Request) -> web.Response:
        return web.json_response({"volumeAttachment": _attached(self._held(request))})

    async def detach(self, request: web.Request) -> web.Response:
        self.machines.volumes.detach(self._held(request))
        return web.Response(status=202)

    def _held(self, request: web.Request) -> Volume:
        machine, id_ = self.machines.asked(request), request.match_info["volume"]
        for volume in self.machines.volumes_of(machine):
            if volume.id == id_:
                return volume
        message = f"Instance {machine.id} is not attached to volume {id_}"
        raise RefusedError(404, message)


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

"""The world's machines as Nova's calls find them, and the volumes each holds."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from standin.openstack.cinder.volumes import Volumes
from standin.openstack.refusals import RefusedError
from standin.world import Machine, NotFoundError, Volume


@dataclass(frozen=True, slots=True)
class Machines:
    volumes: Volumes

    def all(self) -> list[Machine]:
        return self.volumes.world.machines.all()

    def asked(self, request: web.Request) -> Machine:
        id_ = request.match_info["id"]
        try:
            return self.volumes.world.machines.get(id_)
        except NotFoundError as error:
            raise RefusedError(404, f"Instance {id_} could not be found.") from error

    def volumes_of(self, machine: Machine) -> list[Volume]:
        every = self.volumes.world.volumes.all()
        return [volume for volume in every if volume.machine_id == machine.id]

"""Cinder's volumes: bound to a zone, billed from the call that makes them until they are gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from standin.openstack.account import Account
from standin.openstack.refusals import RefusedError
from standin.world import ConflictError, NotFoundError, Volume, World
from standin.world.catalog import ZONES

Json = dict[str, Any]
CREATING, DELETING = timedelta(seconds=3), timedelta(seconds=3)
LANDS, GOES = "cinder.lands", "cinder.goes"
TYPES = ("perf1", "perf2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Volumes:
    """The truth is the world's; the status on the way is in each volume's `extra`."""

    world: World
    account: Account

    def listen(self) -> None:
        self.world.on(LANDS, self._lands)
        self.world.on(GOES, self._goes)

    def get(self, id_: str) -> Volume:
        try:
            return self.world.volumes.get(id_)
        except NotFoundError as error:
            raise RefusedError(404, f"Volume {id_} could not be found.") from error

    def create(self, given: Json) -> Volume:
        """P3.3: a CSI volume's metadata carries its cluster. P3.2: its zone is for good."""
        zone = given.get("availability_zone") or self._zones()[0]
        if zone not in self._zones():
            raise RefusedError(400, f"Availability zone '{zone}' is invalid.")
        extra = {
            "status": "creating",
            "description": given.get("description"),
            "volume_type": _type(given),
            "snapshot_id": given.get("snapshot_id"),
        }
        volume = self.world.volumes.create(
            name=str(given.get("name") or ""),
            size_gb=_size(given.get("size")),
            zone=zone,
            metadata=_metadata(given),
            extra=extra,
        )
        self.world.book(CREATING, LANDS, volume.id)
        return volume

    def change(self, volume: Volume, given: Json) -> None:
        volume.name = str(given.get("name", volume.name))
        if "description" in given:
            volume.extra["description"] = given["description"]
        if "metadata" in given:
            volume.metadata = _metadata(given)

    def extend(self, volume: Volume, size: object) -> None:
        try:
            self.world.volumes.resize(volume.id, _size(size))
        except ConflictError as error:
            raise RefusedError(400, f"Invalid input received: {error}") from error

    def delete(self, volume: Volume) -> None:
        """Raises RefusedError 400 while it is attached, as Cinder does."""
        status = self.status(volume)
        if status == "deleting":
            return
        if status not in ("available", "error"):
            message = (
                "Invalid volume: Volume status must be available or error or error_restoring or "
                "error_extending or error_managing and must not be migrating, attached, belong "
                "to a group, have snapshots or be disassociated from snapshots after volume "
                f"transfer: it is {status}."
            )
            raise RefusedError(400, message)
        volume.extra["status"] = "deleting"
        self.world.note("volume_delete_asked", id=volume.id, name=volume.name)
        self.world.book(DELETING, GOES, volume.id)

    def attach(self, volume: Volume, machine_id: str) -> None:
        """Raises RefusedError 400: another zone (P3.2), in use, or not there yet."""
        if self.status(volume) != "available":
            message = f"volume {volume.id} status must be 'available': it is {self.status(volume)}"
            raise RefusedError(400, f"Invalid volume: {message}.")
        try:
            self.world.volumes.attach(volume.id, machine_id)
        except ConflictError as error:
            raise RefusedError(400, f"Invalid volume: {error}.") from error
        volume.extra["attached_at"] = self.world.now().strftime("%Y-%m-%dT%H:%M:%S.%f")

    def detach(self, volume: Volume) -> None:
        self.world.volumes.detach(volume.id)

    def status(self, volume: Volume) -> str:
        if volume.machine_id is not None:
            return "in-use"
        return str(volume.extra.get("status", "available"))

    def _zones(self) -> tuple[str, ...]:
        return ZONES[self.account.region]

    def _lands(self, id_: str) -> None:
        volume = self.world.volumes.kept.get(id_)
        if volume is not None and volume.extra["status"] == "creating":
            volume.extra["status"] = "available"

    def _goes(self, id_: str) -> None:
        if id_ in self.world.volumes.kept:
            self.world.volumes.delete(id_)


def _size(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise RefusedError(400, f"Invalid input for field/attribute size. Value: {given!r}.")
    return given


def _type(given: Json) -> str:
    asked = given.get("volume_type") or TYPES[0]
    if asked not in TYPES:
        raise RefusedError(404, f"Volume type with name {asked} could not be found.")
    return str(asked)


def _metadata(given: Json) -> dict[str, str]:
    return {str(key): str(value) for key, value in (given.get("metadata") or {}).items()}

"""Cinder volumes: bound to a zone, attached to one machine at most, billed by the gigabyte."""

from __future__ import annotations

from typing import Any

from standin.world.catalog import volume_chf_per_hour
from standin.world.errors import ConflictError, NotFoundError
from standin.world.ground import Ground
from standin.world.machines import Machines
from standin.world.records import Machine, Owner, Volume
from standin.world.timeline import Interval


class Volumes:
    """A machine that goes lets go of its volumes; they stay, and bill."""

    def __init__(self, ground: Ground, machines: Machines) -> None:
        self._ground, self._machines = ground, machines
        self.kept: dict[str, Volume] = {}
        machines.on_gone.append(self._let_go)

    def all(self) -> list[Volume]:
        return list(self.kept.values())

    def get(self, key: str) -> Volume:
        if key not in self.kept:
            raise NotFoundError("volume", key)
        return self.kept[key]

    def create(
        self,
        *,
        name: str,
        size_gb: int,
        zone: str,
        metadata: dict[str, str] | None = None,
        owner: Owner = Owner.LAB,
        extra: dict[str, Any] | None = None,
    ) -> Volume:
        self._ground.advance()
        volume = Volume(
            id=self._ground.new_uuid("volume"),
            name=name,
            size_gb=size_gb,
            zone=zone,
            owner=owner,
            created=self._ground.now(),
            metadata=metadata or {},
            extra=extra or {},
        )
        self.kept[volume.id] = volume
        self._bill(volume)
        self._ground.note("volume_created", id=volume.id, name=name, size_gb=size_gb)
        return volume

    def resize(self, key: str, size_gb: int) -> Volume:
        """Raises `ConflictError` for a smaller size: Cinder only extends."""
        self._ground.advance()
        volume = self.get(key)
        if size_gb <= volume.size_gb:
            raise ConflictError(f"volume {key} has {volume.size_gb} GB: it can only grow")
        self._ground.timeline.end("volume", key, self._ground.now())
        volume.size_gb = size_gb
        self._bill(volume)
        self._ground.note("volume_extended", id=key, name=volume.name, size_gb=size_gb)
        return volume

    def attach(self, key: str, machine_id: str) -> Volume:
        """Raises `ConflictError` where it is attached already, or the zones differ (P3.2)."""
        self._ground.advance()
        volume, machine = self.get(key), self._machines.get(machine_id)
        if volume.machine_id is not None:
            raise ConflictError(f"volume {key} is attached to {volume.machine_id}")
        if volume.zone != machine.zone:
            raise ConflictError(f"volume {key} is in {volume.zone}, the server in {machine.zone}")
        volume.machine_id = machine_id
        self._ground.note("volume_attached", id=key, name=volume.name, machine_id=machine_id)
        return volume

    def detach(self, key: str) -> Volume:
        self._ground.advance()
        volume = self.get(key)
        was, volume.machine_id = volume.machine_id, None
        if was is not None:
            self._ground.note("volume_detached", id=key, name=volume.name, machine_id=was)
        return volume

    def delete(self, key: str) -> None:
        """Raises `ConflictError` while it is attached."""
        self._ground.advance()
        volume = self.get(key)
        if volume.machine_id is not None:
            raise ConflictError(f"volume {key} is attached to {volume.machine_id}")
        del self.kept[key]
        self._ground.timeline.end("volume", key, self._ground.now())
        self._ground.note("volume_deleted", id=key, name=volume.name)

    def _bill(self, volume: Volume) -> None:
        self._ground.timeline.begin(
            Interval(
                kind="volume",
                id=volume.id,
                name=volume.name,
                flavor=None,
                owner=volume.owner,
                began=self._ground.now(),
                chf_per_hour=volume_chf_per_hour(volume.size_gb),
            )
        )

    def _let_go(self, machine: Machine) -> None:
        for volume in self.all():
            if volume.machine_id == machine.id:
                self.detach(volume.id)

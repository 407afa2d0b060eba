"""What the services remember beside the world's billed things: plain JSON, by kind and id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standin.world import World

Json = dict[str, Any]


class Records:
    """In order of creation, on a shelf of the world: they survive a restart with it.

    Handed-out records are the stored ones: a change is a change here.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def new_id(self) -> str:
        return self._world.new_uuid("openstack")

    def add(self, kind: str, record: Json) -> Json:
        self._of(kind)[record["id"]] = record
        return record

    def get(self, kind: str, id_: str) -> Json | None:
        return self._of(kind).get(id_)

    def all(self, kind: str) -> list[Json]:
        return list(self._of(kind).values())

    def where(self, kind: str, wanted: Callable[[Json], object]) -> list[Json]:
        return [record for record in self.all(kind) if wanted(record)]

    def remove(self, kind: str, id_: str) -> Json | None:
        """One that is gone already is fine."""
        return self._of(kind).pop(id_, None)

    def _of(self, kind: str) -> dict[str, Json]:
        kinds: dict[str, dict[str, Json]] = self._world.shelf("openstack")
        return kinds.setdefault(kind, {})

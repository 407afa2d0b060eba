"""The lab's memory in the bucket: what was noticed, said and asked between two looks."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from shared import codec
from shared.core.memory import Memory
from shared.errors import CorruptError, PortError
from shared.ports import Bodies
from shared.usecases.lab import Lab


class Read(NamedTuple):
    """Without it (`unread` says why) nothing is proven, see `proof`: so that is safe.

    `damaged`: it was read, and is not a memory of this lab. Else the store could not be asked.
    """

    memory: Memory
    unread: str = ""
    damaged: bool = False


def load(lab: Lab) -> tuple[Memory, bool]:
    """The memory, and whether it is the real one: one that cannot be read is forgotten."""
    found = read(lab)
    return found.memory, not found.unread


def read(lab: Lab) -> Read:
    """Raises nothing of the store's."""
    try:
        body = lab.bodies.get(_key(lab))
        found = Memory() if body is None else codec.decode(body, Memory, what="memory.json")
        if found.lab not in ("", lab.settings.lab):
            raise CorruptError(f"memory.json is of the lab {found.lab}")
    except PortError as error:
        return Read(Memory(), str(error), damaged=isinstance(error, CorruptError))
    return Read(found)


def save(lab: Lab, memory: Memory) -> None:
    bodies: Bodies = lab.bodies
    bodies.put(_key(lab), codec.encode(replace(memory, lab=lab.settings.lab)))


def _key(lab: Lab) -> str:
    return f"labs/{lab.settings.lab}/memory.json"

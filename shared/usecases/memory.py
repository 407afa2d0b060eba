"""The lab's memory in the bucket: what was noticed, said and asked between two looks."""

from __future__ import annotations

from dataclasses import replace

from shared import codec
from shared.core.memory import Memory
from shared.errors import CorruptError, PortError
from shared.ports import Bodies
from shared.usecases.lab import Lab


def load(lab: Lab) -> tuple[Memory, bool]:
    """The memory, and whether it is the real one: one that cannot be read is forgotten."""
    try:
        body = lab.bodies.get(_key(lab))
        found = Memory() if body is None else codec.decode(body, Memory, what="memory.json")
        if found.lab not in ("", lab.settings.lab):
            raise CorruptError(f"memory.json is of the lab {found.lab}")
    except PortError:
        # Never read to decide whether something bills: being without it is safe, see `proof`.
        return Memory(), False
    return found, True


def save(lab: Lab, memory: Memory) -> None:
    bodies: Bodies = lab.bodies
    bodies.put(_key(lab), codec.encode(replace(memory, lab=lab.settings.lab)))


def _key(lab: Lab) -> str:
    return f"labs/{lab.settings.lab}/memory.json"

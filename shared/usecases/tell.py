"""A message from outside of a cycle: told once a cause, as any other."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.core.actions import Message
from shared.core.memory import Memory
from shared.core.remember import is_told, sent
from shared.errors import PortError
from shared.usecases import memory as memories
from shared.usecases.act import act
from shared.usecases.lab import Lab

EVER = datetime.min.replace(tzinfo=UTC)


def told_once(lab: Lab, message: Message, since: datetime = EVER) -> None:
    """Once since then. Where the memory cannot be read or written it is told each time."""
    memory, readable = memories.load(lab)
    if is_told(message, memory, since):
        return
    told = act(lab, (message,), token=0).told
    if told and readable:  # one that could not be read is not written over
        _note(lab, sent(memory, told, lab.clock.now()))


def _note(lab: Lab, memory: Memory) -> None:
    try:
        memories.save(lab, memory)
    except PortError:
        return

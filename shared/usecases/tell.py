"""A message from outside of a cycle: told once a cause, as any other."""

from __future__ import annotations

from shared.core.actions import Message
from shared.core.memory import Memory
from shared.core.remember import sent
from shared.errors import PortError
from shared.usecases import memory as memories
from shared.usecases.act import act
from shared.usecases.lab import Lab


def told_once(lab: Lab, message: Message) -> None:
    """Where the memory cannot be read or written it is told each time: rather twice than never."""
    memory, readable = memories.load(lab)
    if message.cause in memory.sent:
        return
    told = act(lab, (message,), token=0).told
    if told and readable:  # one that could not be read is not written over
        _note(lab, sent(memory, told, lab.clock.now()))


def _note(lab: Lab, memory: Memory) -> None:
    try:
        memories.save(lab, memory)
    except PortError:
        return

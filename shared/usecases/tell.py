"""A message from outside of a cycle: told once a cause, as any other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from shared.core.actions import Message
from shared.core.memory import Memory
from shared.core.remember import is_told, sent
from shared.errors import PortError
from shared.usecases import memory as memories
from shared.usecases.act import act
from shared.usecases.lab import Lab

SAID_AGAIN = timedelta(hours=1)  # what no memory holds: a phone must not ring at every tick
EVER = datetime.min.replace(tzinfo=UTC)


def told_once(lab: Lab, message: Message, since: datetime = EVER) -> None:
    """Once since then. Where the memory cannot be read or written: once an hour by each process."""
    memory, readable = memories.load(lab)
    if is_told(message, memory, since) or _said_lately(lab, message, since):
        return
    told = act(lab, (message,), token=0).told
    # One that could not be read is not written over.
    kept = readable and _noted(lab, sent(memory, told, lab.clock.now()))
    if told and not kept:
        lab.desk.said[message.cause, since] = lab.clock.monotonic()


def _said_lately(lab: Lab, message: Message, since: datetime) -> bool:
    at = lab.desk.said.get((message.cause, since))
    return at is not None and lab.clock.monotonic() - at < SAID_AGAIN


def _noted(lab: Lab, memory: Memory) -> bool:
    try:
        memories.save(lab, memory)
    except PortError:
        return False
    return True

"""Lease and memory, read without the lock, and what of the state could not be asked."""

from __future__ import annotations

from typing import NamedTuple

from shared.core.seen import Part, Unknown
from shared.ports import Head
from shared.usecases import memory as memories
from shared.usecases.lab import Lab

LOOKS_AT_THE_LEASE = 3


class State(NamedTuple):
    """`unseen`: why the Lease says nothing of this memory, or nothing at all."""

    head: Head | None
    read: memories.Read
    unseen: str = ""


def state_of(lab: Lab, elsewhere: Unknown | None) -> State:
    """Of one moment: a tick that runs meanwhile writes Lease and memory one after the other.

    Compared only where the Lease was the same before and after, neither seems set back.
    """
    if elsewhere:
        return State(None, memories.read(lab), elsewhere.why)
    head = lab.heads.read()
    read = memories.read(lab)
    for _ in range(LOOKS_AT_THE_LEASE):
        before, head = head, lab.heads.read()
        if _version(head) == _version(before):
            return State(head, read)
        read = memories.read(lab)
    return State(head, read, "it is being written")


def unasked(read: memories.Read, lease: str = "") -> dict[Part, str]:
    """What of the state could not be asked, and why: unknown, and not lost."""
    found = {Part.LEASE: lease, Part.MEMORY: "" if read.damaged else read.unread}
    return {part: why for part, why in found.items() if why}


def _version(head: Head | None) -> str | None:
    return None if head is None else head.version

"""A lab that sleeps, or is parked, is asked every 15 minutes, not at every tick (rule 13)."""

from __future__ import annotations

from shared.core.memory import Look, Memory
from shared.core.session import Phase, Wanted
from shared.core.view import Status
from shared.errors import PortError
from shared.ports import Head
from shared.usecases import memory as memories
from shared.usecases.clocks import MOST_APART
from shared.usecases.lab import Lab


def slept(lab: Lab) -> Status | None:
    """The last look, where the lab was off or parked and none is due; None where one is due.

    The wish is read live, from the Lease: a start is never slept through.
    """
    try:
        head = lab.heads.read()
    except PortError:
        return None  # the full cycle finds out what this means
    memory, _ = memories.load(lab)
    if memory.look is None or not _fresh(lab, memory.look) or _awake(head, memory.session):
        return None
    return remembered(lab, memory)


def remembered(lab: Lab, memory: Memory) -> Status | None:
    """What the memory has of the last look, whoever took it; None where there was none."""
    look = memory.look
    if look is None:
        return None
    return Status(
        lab=lab.settings.lab,
        phase=Phase(look.phase),
        why=look.reason,
        now=lab.clock.now(),
        looked_at=look.at,
        session=memory.session,
        changed=False,
    )


def _fresh(lab: Lab, look: Look) -> bool:
    """One of the future is nobody's look: a hand or a wrong clock wrote it."""
    settled = look.phase in (Phase.STOPPED, Phase.PARKED)
    age = lab.clock.now() - look.at
    return settled and -MOST_APART <= age < lab.settings.timing.look_asleep


def _awake(head: Head | None, session: str) -> bool:
    """Up, being acted on, or of another session than the one that was proven off, if any."""
    if head is None:
        return True
    wanted = head.notes.get("wanted", Wanted.UP.value if session else Wanted.DOWN.value)
    other = head.notes.get("session", "") != session
    return wanted != Wanted.DOWN.value or bool(head.holder) or other

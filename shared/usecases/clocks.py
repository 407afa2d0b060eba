"""Whose time it is (rule 4): where a machine's clock is wrong, the API server's is everybody's.

Two functions that are minutes apart would otherwise write and read ends by clocks of their own:
the one that is ahead would stop a lab before its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.ports import Clock, Head
from shared.usecases.lab import Lab

MOST_APART = timedelta(seconds=60)  # less is the network's, and of no account


@dataclass(frozen=True, slots=True)
class Shifted:
    """The port Clock, set by another one. Differences are the machine's own."""

    inner: Clock
    by: timedelta

    def now(self) -> datetime:
        return self.inner.now() + self.by

    def monotonic(self) -> timedelta:
        return self.inner.monotonic()


def apart(lab: Lab, head: Head) -> timedelta:
    """By how much the server is ahead of us; nothing where that is within the bounds."""
    ahead = head.served - lab.clock.now()
    return ahead if abs(ahead) > MOST_APART else timedelta()


def by_server(lab: Lab, head: Head | None) -> Lab:
    """The lab on the API server's time, where ours is wrong."""
    ahead = apart(lab, head) if head is not None else timedelta()
    return replace(lab, clock=Shifted(lab.clock, ahead)) if ahead else lab

"""The lab's one lock: the Lease's holder, its time-out, and a token that only grows (rule 4).

All times in it are the API server's own: ours may be apart. What is left of it, its
holder measures steadily, from before it asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.errors import ConflictError, LockHeldError
from shared.ports import Clock, Head, Heads

LOCK_LASTS = timedelta(seconds=60)
RENEWALS = 3
EFFECT_WITHIN = timedelta(seconds=45)  # each effect times out within this, and finds as much left


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Held since `taken` on our own steady clock, measured from before it was asked for."""

    head: Head
    taken: timedelta

    def left(self, clock: Clock) -> timedelta:
        return LOCK_LASTS - (clock.monotonic() - self.taken)


def acquire(heads: Heads, clock: Clock, me: str, floor: Callable[[], int]) -> Lock:
    """A new Lease is made free first: only what the API server answers tells its time.

    Raises LockHeldError while another holds it, ConflictError when a race is lost.
    """
    before = clock.monotonic()
    head = heads.read() or heads.create(_free(clock, floor()))
    refuse_if_held(head, me)
    mine = replace(head, holder=me, token=head.token + 1, renewed=head.served, lasts=LOCK_LASTS)
    return Lock(head=heads.swap(mine), taken=before)


def renew(heads: Heads, clock: Clock, me: str, lock: Lock) -> Lock:
    """Before an effect that could outlast what is left. A lock that was lost is a conflict.

    Whoever was stopped while it renewed looks again: the answer may have lain unread for long.
    So does one whom the API server answers slowly, a few times.
    """
    for _ in range(RENEWALS):
        if lock.left(clock) >= EFFECT_WITHIN:
            return lock
        before = clock.monotonic()
        now = heads.read()
        if now is None or now.token != lock.head.token or now.holder != me:
            msg = "the lock was lost: another function took over"
            raise ConflictError(msg)
        lock = Lock(head=heads.swap(replace(now, renewed=now.served)), taken=before)
    if lock.left(clock) < EFFECT_WITHIN:
        raise ConflictError("the lock cannot be held: the cluster answers too slowly")
    return lock


def release(heads: Heads, lock: Lock) -> None:
    heads.swap(replace(lock.head, holder="", renewed=None))


def _free(clock: Clock, token: int) -> Head:
    return Head(
        version="", holder="", token=token, renewed=None, lasts=timedelta(), served=clock.now()
    )


def refuse_if_held(head: Head, me: str) -> None:
    """Nobody holds it longer than we all do, whatever a hand or a wrong clock wrote there."""
    if head.holder in ("", me) or head.renewed is None:
        return
    ahead = head.renewed - head.served
    left = ahead + min(head.lasts, LOCK_LASTS)
    if timedelta() < left and ahead <= LOCK_LASTS:
        msg = f"{head.holder} is acting on the lab, and goes on; this was not recorded"
        raise LockHeldError(msg, retry_after=left, advice="ask again in a moment")

"""One process of a race: it commits as every function does, and remembers what it was told."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from shared.commit import Commit
from shared.core.session import Session, Wanted
from shared.errors import ConflictError, LockHeldError
from tests.core.given import T0

PAUSE_SECONDS = (0.1, 0.8)  # a racer that found the lock held comes back after some of this
FIRST = Session(
    id="race",
    wanted=Wanted.UP,
    since=T0,
    started=T0,
    profile="standard",
    end=T0 + timedelta(days=1),
)


@dataclass(slots=True)
class Told:
    """What one process was answered. `turned_away`: how often another held the lock, or won."""

    revisions: list[str]
    turned_away: int = 0


class Racer:
    def __init__(self, commit: Commit, chance: random.Random) -> None:
        self._commit, self._chance = commit, chance
        self.told = Told([])

    def commit_one(self, key: str) -> None:
        while True:
            try:
                self.told.revisions.append(self._committed(key))
            except (LockHeldError, ConflictError):
                self.told.turned_away += 1
                time.sleep(self._chance.uniform(*PAUSE_SECONDS))
            else:
                return

    def _committed(self, key: str) -> str:
        """As every function does: the lock, what is wanted, one wish more, the lock given back."""
        lock = self._commit.acquire()
        stored = self._commit.load(lock.head)
        session = stored.session or FIRST
        lock, saved = self._commit.save(lock, stored, replace(session, keys=(*session.keys, key)))
        with suppress(ConflictError):  # it is committed, whoever has the lock by now
            self._commit.release(lock)
        return saved.revision

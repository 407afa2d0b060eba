"""`python -m tests.real.race JSON`: many processes that commit to one lab, each as fast as it can.

Every commit adds a key of its own to those it found in the session, so that the last
body tells all: a key that is missing was lost, one that is there twice was doubled. The
program prints what each process was told of its commits: revisions, in its own order.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from shared.adapters.clock import SystemClock
from shared.adapters.cluster import KubeApi, LeaseHeads, logged_in
from shared.adapters.s3 import Bucket, Connection, S3Bodies, S3Heads, try_out
from shared.commit import Commit, LeaseAlone, MirroredHeads
from shared.core.session import Session, Wanted
from shared.errors import ConflictError, LockHeldError
from shared.ports import Heads

PAUSE_SECONDS = (0.1, 0.8)  # a racer that found the lock held comes back after some of this
T0 = datetime(2026, 1, 6, 17, tzinfo=UTC)
FIRST = Session(
    id="race",
    wanted=Wanted.UP,
    since=T0,
    started=T0,
    profile="standard",
    end=T0 + timedelta(days=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """`kubeconfig` is a path; `keeps_head`: the store is the lock, and the Lease shows a copy."""

    lab: str
    endpoint: str
    access_key: str
    secret_key: str
    authorities: str
    bucket: str
    kubeconfig: str
    keeps_head: bool
    racers: int
    each: int

    @property
    def where(self) -> Connection:
        return Connection(
            endpoint=self.endpoint,
            access_key=self.access_key,
            secret_key=self.secret_key,
            authorities=self.authorities,
        )


def main() -> None:
    race = Race(**json.loads(sys.argv[1]))
    fork = multiprocessing.get_context("fork")
    commits = _prepared(race)  # imports and clients once; nothing is connected before the fork
    told: SimpleQueue[dict[str, object]] = fork.SimpleQueue()
    start = fork.Barrier(race.racers)
    racers = [
        fork.Process(target=_run, args=(number, race.each, commits, start, told))
        for number in range(race.racers)
    ]
    for racer in racers:
        racer.start()
    results = [told.get() for _ in racers]
    for racer in racers:
        racer.join()
    sys.stdout.write(json.dumps(results))


def _prepared(race: Race) -> Callable[[str], Commit]:
    """Makes the Commit of a process by its name."""
    bucket = Bucket(race.bucket, race.where)
    _ = bucket.client
    access = logged_in(Path(race.kubeconfig).read_text())
    heads = _heads(race, bucket)

    def commit(name: str) -> Commit:
        lease = LeaseHeads(api=KubeApi(access=access), lab=race.lab)
        return Commit(
            lab=race.lab, me=name, heads=heads(lease), bodies=S3Bodies(bucket), clock=SystemClock()
        )

    return commit


def _heads(race: Race, bucket: Bucket) -> Callable[[LeaseHeads], Heads]:
    if not race.keeps_head:
        return LeaseAlone
    with closing(Bucket(race.bucket, race.where)) as trial:
        found = try_out(trial, race.lab, T0)
    kept = S3Heads(bucket, race.lab, found)
    return lambda lease: MirroredHeads(store=lambda: kept, lease=lease)


def _run(
    number: int,
    each: int,
    commits: Callable[[str], Commit],
    start: Barrier,
    told: SimpleQueue[dict[str, object]],
) -> None:
    racer = Racer(commits(f"racer-{number}"), random.Random(number))  # noqa: S311 -- a pause, no secret
    start.wait(timeout=60)
    began = time.monotonic()
    for turn in range(each):
        racer.commit_one(f"{number}-{turn}")
    told.put({**asdict(racer.told), "seconds": time.monotonic() - began})


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


if __name__ == "__main__":
    main()

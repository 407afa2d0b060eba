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
from contextlib import closing
from dataclasses import asdict, dataclass
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from shared.adapters.clock import SystemClock
from shared.adapters.cluster import KubeApi, LeaseHeads, logged_in
from shared.adapters.s3 import Bucket, Connection, S3Bodies, S3Heads, try_out
from shared.commit import Commit, LeaseAlone, MirroredHeads
from shared.ports import Heads
from tests.core.given import T0
from tests.real.racer import Racer


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


if __name__ == "__main__":
    main()

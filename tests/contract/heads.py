"""What keeps a head: the Lease of each cluster, and stores that proved themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier
from typing import Protocol
from uuid import uuid4

import pytest

from shared.adapters.s3 import Abilities, Bucket, Connection, S3Heads, try_out
from shared.commit import MirroredHeads
from shared.ports import Heads
from standin.clock import Clock
from tests.contract.exact_store import exact_store
from tests.contract.kubernetes import Attempt, Embedded, Outcome, attempted
from tests.contract.kubernetes import case_of as cluster_case_of
from tests.contract.real import CLUSTERS
from tests.contract.stores import BUCKET, START
from tests.fakes.world import FakeWorld
from tests.real.servers.running import EXACT, Running

KEPT_BY = [
    *CLUSTERS,
    "an exact store",
    "an exact store, mirrored",
    pytest.param(EXACT, marks=pytest.mark.real),
]


class Case(Protocol):
    """One head, one test."""

    def process(self) -> Heads:
        """The head as a process of its own sees it."""
        ...

    def race(self, attempts: Sequence[Attempt]) -> list[Outcome]: ...

    def step(self, by: timedelta) -> bool:
        """Time passes on the server; False where nobody can make it."""
        ...


@dataclass(slots=True)
class StoreCase:
    """`wrap` is what a process puts around the store's head."""

    opened: Callable[[], Bucket]
    found: Abilities
    lab: str
    clock: Clock | None
    wrap: Callable[[Heads], Heads]

    def process(self) -> Heads:
        return self.wrap(S3Heads(self.opened(), self.lab, self.found))

    def race(self, attempts: Sequence[Attempt]) -> list[Outcome]:
        gate = Barrier(len(attempts))

        def run(attempt: Attempt) -> Outcome:
            gate.wait(timeout=10)
            return attempted(attempt)

        with ThreadPoolExecutor(len(attempts)) as threads:
            return list(threads.map(run, attempts))

    def step(self, by: timedelta) -> bool:
        if self.clock is None:
            return False
        self.clock.advance(by)
        return True


@contextmanager
def case_of(kind: str, server: Callable[[], Embedded], started: Running) -> Iterator[Case]:
    """`server` and `started` are asked only for what they run."""
    if kind in CLUSTERS:
        with cluster_case_of(kind, server) as case:
            yield case
    elif kind == EXACT:
        store = started(kind)
        with _over(store.where, store.bucket, None, lambda heads: heads) as kept:
            yield kept
    else:
        world = FakeWorld()

        def mirrored(heads: Heads) -> Heads:
            return MirroredHeads(store=lambda: heads, lease=world.heads)

        wrap = mirrored if "mirrored" in kind else lambda heads: heads
        with exact_store() as memory, _over(memory.where, BUCKET, memory.clock, wrap) as kept:
            yield kept


@contextmanager
def _over(
    where: Connection, bucket: str, clock: Clock | None, wrap: Callable[[Heads], Heads]
) -> Iterator[StoreCase]:
    with ExitStack() as stack:

        def opened() -> Bucket:
            one = Bucket(bucket, where)
            stack.callback(one.close)
            return one

        lab = f"contract-{uuid4()}"
        yield StoreCase(opened, try_out(opened(), lab, START), lab, clock, wrap)

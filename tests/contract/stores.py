"""The stores that the suites run on: the fake, the stand-in as two Swifts, and real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from shared.adapters.s3 import Bucket, Connection, S3Bodies
from shared.ports import Bodies
from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.s3 import Answers, Generation, S3Server, serve_s3
from tests.contract.real import real_store
from tests.fakes.world import FakeWorld
from tests.real.servers.running import REAL_STORES, Running

START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
KEYS = {"access-key": "secret-key"}
BUCKET = "lab-state"
NOWHERE = "http://127.0.0.1:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swift:
    """The stand-in's S3 and all that moves it."""

    server: S3Server
    clock: Clock
    faults: Faults
    journal: Journal

    @property
    def where(self) -> Connection:
        ((access, secret),) = KEYS.items()
        return Connection(endpoint=self.server.url, access_key=access, secret_key=secret)

    @contextmanager
    def bucket(self, name: str = BUCKET, where: Connection | None = None) -> Iterator[Bucket]:
        """A bucket as a new process opens it; a second try comes at once."""
        with closing(Bucket(name, where or self.where, sleep=lambda _: None)) as bucket:
            yield bucket


@contextmanager
def swift(answers: Answers | None = None) -> Iterator[Swift]:
    clock = Clock(Mode.STEPPED, START)
    faults, journal = Faults(), Journal(clock)
    server = serve_s3(
        clock=clock,
        faults=faults,
        journal=journal,
        port=0,
        credentials=KEYS,
        buckets=[BUCKET],
        data=None,
        answers=answers,
    )
    with closing(server):
        yield Swift(server=server, clock=clock, faults=faults, journal=journal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One store, one test. `there` is the store, `cut_off` the same when it cannot be reached.

    Keys of a test begin with `prefix`, so that a real store may be shared.
    """

    there: Bodies
    again: Bodies  # as another process sees it
    cut_off: Bodies
    prefix: str = "labs/contract"

    def key(self, name: str) -> str:
        return f"{self.prefix}/{name}"


@contextmanager
def case_of(store: str, started: Running | None = None) -> Iterator[Case]:
    """`started` is asked only for the real ones that the tests start themselves."""
    if store == "fake":
        yield _fake()
    elif store in REAL_STORES:
        assert started is not None
        found = started(store)
        with _over(found.where, found.bucket, prefix=f"contract/{uuid4()}") as case:
            yield case
    elif store == "real":
        where, bucket = real_store()
        with _over(where, bucket, prefix=f"contract/{uuid4()}") as case:
            yield case
    else:
        with swift(Answers(generation=Generation(store))) as running, _over(running.where) as case:
            yield case


def _fake() -> Case:
    bodies, lost = FakeWorld().bodies, FakeWorld().bodies
    lost.down = "cut off"
    return Case(there=bodies, again=bodies, cut_off=lost)


@contextmanager
def _over(
    where: Connection, name: str = BUCKET, *, prefix: str = "labs/contract"
) -> Iterator[Case]:
    with (
        closing(Bucket(name, where)) as one,
        closing(Bucket(name, where)) as other,
        closing(Bucket(name, replace(where, endpoint=NOWHERE))) as lost,
    ):
        yield Case(
            there=S3Bodies(one), again=S3Bodies(other), cut_off=S3Bodies(lost), prefix=prefix
        )

"""Writes that land late on real stores: a body hits a key that nobody names, a head is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest

from shared.adapters.clock import SystemClock
from shared.adapters.cluster import KubeApi, LeaseHeads, logged_in
from shared.adapters.s3 import Bucket, S3Bodies, S3Heads, try_out
from shared.commit import Commit, How
from shared.errors import UnansweredError
from shared.ports import Bodies, Head
from tests.contract.kubernetes import Embedded, embedded
from tests.core import given
from tests.real.held import Held, held
from tests.real.servers.running import EXACT, SWIFTS, Running
from tests.real.servers.store import Store

pytestmark = pytest.mark.real
SOON = timedelta(seconds=1)  # after which a client gives up: wall time, and the proxy's doing alone


@dataclass(frozen=True, slots=True)
class Way:
    """To one store: the straight one, and the one on which a write may be held."""

    store: Store
    straight: Bucket
    slow: Bucket
    proxy: Held


def way_to(stack: ExitStack, store: Store) -> Way:
    proxy = stack.enter_context(held(int(urlsplit(store.where.endpoint).port or 0)))
    late = replace(store.where, endpoint=proxy.url, read_within=SOON)
    straight = stack.enter_context(closing(Bucket(store.bucket, store.where)))
    return Way(store, straight, stack.enter_context(closing(Bucket(store.bucket, late))), proxy)


@pytest.fixture
def swift(real_stores: Running) -> Iterator[Way]:
    with ExitStack() as stack:
        yield way_to(stack, real_stores(SWIFTS[0]))


@pytest.fixture
def exact(real_stores: Running) -> Iterator[Way]:
    with ExitStack() as stack:
        yield way_to(stack, real_stores(EXACT))


@pytest.fixture
def cluster() -> Iterator[Embedded]:
    with embedded() as running:
        yield running


def commit(cluster: Embedded, me: str, bodies: Bodies) -> Commit:
    api = KubeApi(access=logged_in(cluster.kubeconfig))
    heads = LeaseHeads(api=api, lab="late")
    return Commit(lab="late", me=me, heads=heads, bodies=bodies, clock=SystemClock())


def test_a_body_that_lands_late_hits_a_key_that_nobody_names(swift: Way, cluster: Embedded) -> None:
    straight = S3Bodies(swift.straight)
    late, other = commit(cluster, "late", S3Bodies(swift.slow)), commit(cluster, "other", straight)
    mine = late.acquire()
    swift.proxy.hold(f"PUT /{swift.store.bucket}/labs/late/session/1-1.json")
    with pytest.raises(UnansweredError):
        late.save(mine, late.load(mine.head), given.session(why="late"))
    cluster.at.on_loop(partial(cluster.clock.advance, timedelta(seconds=61)))
    lock = other.acquire()
    other.save(lock, other.load(lock.head), given.session(why="in time"))
    assert straight.get("labs/late/session/1-1.json") is None
    swift.proxy.let_go()
    assert b'"late"' in (straight.get("labs/late/session/1-1.json") or b"")
    found = other.load(other.heads.read())
    assert found.how is How.COMMITTED
    assert found.session == given.session(why="in time")
    assert other.load(None).session == given.session(why="in time")


def test_a_head_that_lands_late_is_refused_by_the_store(exact: Way) -> None:
    found = try_out(exact.straight, "late", given.T0)
    slow, other = S3Heads(exact.slow, "late", found), S3Heads(exact.straight, "late", found)
    before = other.create(head("nobody"))
    exact.proxy.hold(f"PUT /{exact.store.bucket}/labs/late/head.json")
    with pytest.raises(UnansweredError):
        slow.swap(replace(before, holder="late"))
    now = other.swap(replace(before, holder="in time"))
    exact.proxy.let_go()
    after = other.read()
    assert after is not None
    assert (after.version, after.holder) == (now.version, "in time")


def head(holder: str) -> Head:
    return Head(version="", holder=holder, token=1, renewed=given.T0, lasts=SOON, served=given.T0)

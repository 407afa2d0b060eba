"""Saving by the Lease: one winner, nothing lost, and the best of what can be read (rules 3, 4)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.commit import Commit, How
from shared.core.session import Phase, Wanted
from shared.errors import ConflictError, LockHeldError, NewerSchemaError
from shared.usecases.cycle import commit_of
from tests.core import given
from tests.fakes import demo
from tests.fakes.world import T0, FakeWorld
from tests.usecases.story import extend, live, start, tick, until


def commit(world: FakeWorld) -> Commit:
    """A process of its own."""
    return commit_of(world.lab())


def test_what_is_saved_is_loaded() -> None:
    world = FakeWorld()
    one = commit(world)
    lock = one.acquire()
    one.save(lock, one.load(lock.head), given.session())
    stored = commit(world).load(world.heads.read())
    assert (stored.session, stored.how) == (given.session(), How.COMMITTED)


def test_a_lock_that_is_held_is_respected_until_it_ends_by_the_servers_time() -> None:
    world = FakeWorld()
    commit(world).acquire()
    with pytest.raises(LockHeldError) as held:
        commit(world).acquire()
    assert held.value.retry_after == timedelta(seconds=60)
    world.step(timedelta(seconds=61))
    assert commit(world).acquire().head.token == 2


def test_a_function_that_lost_its_lock_saves_nothing() -> None:
    world = FakeWorld()
    late = commit(world)
    lock = late.acquire()
    stored = late.load(lock.head)
    world.step(timedelta(seconds=61))
    commit(world).acquire()
    with pytest.raises(ConflictError):
        late.save(lock, stored, given.session())
    assert commit(world).load(world.heads.read()).session is None


def test_a_late_put_hits_a_key_that_nobody_names() -> None:
    world = FakeWorld()
    one = commit(world)
    lock = one.acquire()
    one.save(lock, one.load(lock.head), given.session())
    world.bodies.objects["labs/lab/session/1-2.json"] = b"landed late"
    assert commit(world).load(world.heads.read()).session == given.session()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"schema":1}', b'{"a":"\xff"}', None])
def test_a_body_that_cannot_be_read_is_recovered_from_the_leases_notes(
    damage: bytes | None,
) -> None:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    head = world.heads.read()
    assert head is not None
    if damage is None:
        world.bodies.objects.clear()
    else:
        world.bodies.objects[head.notes["body"]] = damage
        world.bodies.objects["labs/lab/session.json"] = damage
    stored = commit(world).load(head)
    assert stored.how is How.RECOVERED
    assert stored.session is not None
    assert stored.session.end.isoformat() == head.notes["end"]
    pools = dict(world.cloud.pools)
    live(world, timedelta(hours=1), every=timedelta(minutes=5))
    assert world.cloud.pools == pools
    live(world, timedelta(hours=5, minutes=30))
    assert world.cloud.pools == {}


def test_the_bucket_emptied_and_the_lease_deleted_adopts_with_the_old_birth() -> None:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=12)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    world.bodies.objects.clear()
    world.heads.head = None
    live(world, timedelta(minutes=10))
    assert "adopted" in world.alarms()
    assert len(world.cloud.pools) == 1
    live(world, timedelta(hours=6, minutes=10))
    assert world.cloud.pools == {}


def test_a_committed_session_of_a_newer_schema_is_refused_never_guessed() -> None:
    world = FakeWorld()
    start(world)
    head = world.heads.read()
    assert head is not None
    newer = b'{"schema": 2}'
    world.bodies.objects[head.notes["body"]] = newer
    sha256 = hashlib.sha256(newer).hexdigest()
    world.heads.head = replace(head, notes={**head.notes, "sha256": sha256})
    with pytest.raises(NewerSchemaError, match="schema 2"):
        tick(world)


def test_a_body_that_is_lost_is_the_published_copy_where_that_is_the_same_to_the_byte() -> None:
    world = FakeWorld()
    start(world)
    head = world.heads.read()
    assert head is not None
    body = world.bodies.objects.pop(head.notes["body"])
    stored = commit(world).load(head)
    assert (stored.how, stored.revision, stored.raw) == (How.COMMITTED, "1-1", body)
    live(world, timedelta(minutes=2))
    assert world.bodies.objects[head.notes["body"]] == body
    assert world.alarms() == ["lost:body"]


@pytest.mark.parametrize("kept", [("wanted",), ("body", "wanted", "session")])
def test_notes_that_a_hand_spoiled_leave_the_published_copy(kept: tuple[str, ...]) -> None:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    head = world.heads.read()
    assert head is not None
    world.heads.head = replace(head, notes={k: v for k, v in head.notes.items() if k in kept})
    world.bodies.objects.pop(head.notes["body"])
    live(world, timedelta(hours=6, minutes=30))
    assert world.cloud.pools == {}
    assert {cause.partition(":")[0] for cause in world.alarms()} == {"lost"}


@pytest.mark.parametrize(
    ("was", "now"),
    [(b"+00:00", b""), (b"Z", b""), (b'"revision": "', b'"revision": "by hand')],
)
def test_a_published_copy_that_a_hand_edited_breaks_nothing(was: bytes, now: bytes) -> None:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    copy = world.bodies.objects["labs/lab/session.json"]
    world.bodies.objects["labs/lab/session.json"] = copy.replace(was, now)
    world.heads.head = None
    live(world, timedelta(hours=7))
    assert world.cloud.pools == {}
    assert "tick-failed" not in {c.split(":")[0] for c in world.alarms()}


def test_a_copy_that_was_not_published_is_published_by_the_next_tick() -> None:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, hours=2)
    stale = world.bodies.objects["labs/lab/session.json"]
    until(world, Phase.RUNNING, timedelta(minutes=10))
    extend(world, 9)
    world.bodies.objects["labs/lab/session.json"] = stale  # a late PUT landed
    tick(world)
    stored = commit(world).load(None)
    assert stored.session is not None
    assert stored.session.end > T0 + timedelta(hours=9)


def test_a_commit_stands_although_its_copy_cannot_be_published() -> None:
    world = FakeWorld()
    one = commit(world)
    lock = one.acquire()
    world.bodies.refused = {"labs/lab/session.json"}
    lock, stored = one.save(lock, one.load(lock.head), given.session())
    assert stored.how is How.COMMITTED
    one.release(lock)
    assert commit(world).load(world.heads.read()).session == given.session()


def test_the_published_copy_is_not_made_the_committed_one_by_looking() -> None:
    """Else the second cycle of the same tick would create what the first may not."""
    world = FakeWorld()
    start(world)
    session = commit(world).load(None).session
    assert session is not None
    unbound = replace(session, cluster=None)
    other = FakeWorld()
    one = commit(other)
    lock = one.acquire()
    one.save(lock, one.load(lock.head), unbound)
    other.heads.head = None
    live(other, timedelta(minutes=30))
    assert other.cloud.pools == {}


def test_old_bodies_are_dropped_beyond_twenty() -> None:
    world = FakeWorld()
    one = commit(world)
    lock = one.acquire()
    stored = one.load(lock.head)
    for _ in range(25):
        lock, stored = one.save(lock, stored, given.session())
    bodies = [k for k in world.bodies.objects if k.startswith("labs/lab/session/")]
    assert len(bodies) == 20
    assert one.load(world.heads.read()).how is How.COMMITTED


def test_the_published_copy_alone_never_creates() -> None:
    world = FakeWorld()
    start(world)
    published = world.bodies.objects["labs/lab/session.json"]
    other = FakeWorld()
    other.bodies.objects["labs/lab/session.json"] = published
    status = tick(other)
    assert other.cloud.pools == {}
    assert status is not None
    assert "nothing is created" in status.why
    assert Wanted.UP.value in published.decode()


def test_clocks_that_are_apart_are_told_once() -> None:
    """Ten minutes between the API server and this machine (rule 4)."""
    world = FakeWorld()
    start(world)
    world.clock.time += timedelta(minutes=10)
    for _ in range(2):
        tick(world)
    assert world.alarms() == ["clocks-apart"]

"""The lock protects: however slow the platform, whatever was written there by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.commit.lock import RENEWALS, renew
from shared.core.actions import PatchObject
from shared.core.session import Phase
from shared.errors import ConflictError, LockHeldError
from shared.ports import Head
from shared.usecases import service
from shared.usecases.cycle import commit_of
from tests.fakes import demo
from tests.fakes.effects import At, Standstill
from tests.fakes.ports import FakeCluster, FakeHeads
from tests.fakes.world import FakeWorld
from tests.usecases.story import live, start, stop, tick, until

SLOW, SILENT = timedelta(seconds=40), timedelta(seconds=90)


class Slow(FakeCluster):
    """Patches take a while, and another function tries its luck meanwhile."""

    def __init__(self, world: FakeWorld, takes: timedelta) -> None:
        super().__init__(world.kube, world.effects)
        self._world, self._takes = world, takes
        self.won = 0

    def patch(self, action: PatchObject) -> None:
        super().patch(action)
        if action.ref.resource != "deployments.apps" and self._takes > SLOW:
            return
        self._world.step(self._takes)
        try:
            commit_of(self._world.lab()).acquire()
        except LockHeldError:
            return
        self.won += 1


def stopping() -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=3))
    stop(world)
    return world


def patched(world: FakeWorld) -> list[str]:
    return [x for x in world.effects.log if x.startswith("patch ")]


def test_it_is_kept_over_effects_that_are_slow() -> None:
    world = stopping()
    slow = Slow(world, SLOW)
    world.cluster = slow
    tick(world)
    assert len(patched(world)) == 5
    assert slow.won == 0


def test_who_lost_it_in_the_middle_does_nothing_more() -> None:
    world = stopping()
    slow = Slow(world, SILENT)
    world.cluster = slow
    with pytest.raises(ConflictError):
        service.tick(world.lab())
    assert patched(world)[-1] == "patch deployments.apps web"
    assert slow.won == 1


def overtaken(world: FakeWorld, effect: str) -> None:
    """Its process stands still just after that effect, and another takes its lock."""

    def another() -> None:
        world.step(SILENT)
        commit_of(world.lab()).acquire()

    world.effects.standstill = Standstill(effect, At.AFTER, another)


def test_who_stood_still_while_it_renewed_looks_again_before_it_acts() -> None:
    """Else the answer that lay unread for minutes would be taken for a lock that is held."""
    world = FakeWorld()
    one = commit_of(world.lab())
    lock = one.acquire()
    world.step(SLOW)
    overtaken(world, "commit ")
    with pytest.raises(ConflictError, match="another function took over"):
        one.renew(lock)


def test_an_archive_of_who_lost_the_lock_meanwhile_never_enters_the_index() -> None:
    world = stopping()
    overtaken(world, "upload archive")
    with pytest.raises(ConflictError):
        service.tick(world.lab())
    assert world.archives.kept == []


def test_who_lost_it_at_the_last_effect_leaves_people_and_the_memory_alone() -> None:
    world = stopping()
    overtaken(world, "write receipt")
    while world.effects.standstill is not None:
        world.step(timedelta(minutes=1))
        told, answer = list(world.sent), tick(world)
    assert answer is None
    assert world.sent == told
    after = world.effects.log[world.effects.log.index("write receipt") :]
    assert not [what for what in after if what.startswith("put")]


def test_a_new_lease_is_free_until_the_api_servers_own_time_is_known() -> None:
    """Our clock was a day ahead, and the function was killed: a minute later all is well."""
    world = FakeWorld()
    world.clock.time += timedelta(days=1)
    commit_of(world.lab()).acquire()
    world.clock.time -= timedelta(days=1)
    world.step(timedelta(seconds=61))
    assert commit_of(world.lab()).acquire().head.holder


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(days=300)])
def test_nobody_holds_it_for_longer_than_a_minute(ahead: timedelta) -> None:
    world = FakeWorld()
    lock = commit_of(world.lab()).acquire()
    by_hand = replace(lock.head, renewed=world.now + ahead, lasts=timedelta(days=365))
    world.heads.swap(by_hand)
    world.step(timedelta(seconds=61))
    assert commit_of(world.lab()).acquire().head.token == lock.head.token + 1


def test_a_new_lease_starts_above_every_token_that_was_seen() -> None:
    """Keys and labels of the old epoch must not be taken for ours (rule 3)."""
    world = stopping()
    old = max(p.labels.token for p in world.cloud.pools.values() if p.labels is not None)
    before = world.heads.read()
    assert before is not None
    world.heads.head = None
    tick(world)
    after = world.heads.read()
    assert after is not None
    assert after.token > max(old, int(before.notes["body"].rpartition("/")[2].partition("-")[0]))


def deleted_lease(world: FakeWorld) -> Head:
    """What a new one is like, after a tick."""
    world.heads.head = None
    tick(world)
    assert world.heads.head is not None
    return world.heads.head


def test_a_new_lease_starts_above_what_a_listing_of_the_bodies_shows() -> None:
    """Whose PUT may have landed after all else was lost."""
    world = FakeWorld()
    world.bodies.objects |= {"labs/lab/session/41-2.json": b"", "labs/lab/session/note.txt": b""}
    assert deleted_lease(world).token == 42


def test_a_listing_never_lowers_a_token_and_one_that_fails_holds_nobody_up() -> None:
    world = FakeWorld()
    start(world)
    before = world.heads.head
    assert before is not None
    world.bodies.unlisted = "503"
    assert deleted_lease(world).token > before.token


def test_a_new_lease_starts_above_the_token_of_the_memory() -> None:
    """A tick that committed nothing leaves its token there alone."""
    world = FakeWorld()
    for _ in range(3):
        tick(world)
        world.step(timedelta(minutes=16))
    head = world.heads.head
    assert head is not None
    assert deleted_lease(world).token == head.token + 1


def test_a_cluster_that_answers_too_slowly_loses_its_holder_the_lock_instead_of_its_time() -> None:
    """Renewed for ever, it would keep every other function from ending the bill."""
    world = stopping()
    lock = commit_of(lab := world.lab()).acquire()
    answers = SlowHeads(world)
    world.clock.time += timedelta(seconds=31)
    with pytest.raises(ConflictError, match="too slowly"):
        renew(answers, lab.clock, lab.me, lock)
    assert answers.swaps == RENEWALS


class SlowHeads(FakeHeads):
    """Each swap takes longer than a lock may be used."""

    def __init__(self, world: FakeWorld) -> None:
        super().__init__(world.kube, world.effects, world.cluster)
        self._world, self.head, self.swaps = world, world.heads.head, 0

    def swap(self, head: Head) -> Head:
        self.swaps += 1
        self._world.clock.time += timedelta(seconds=31)
        return replace(head, version=str(self.swaps))

"""State that is deleted, damaged or put back while nodes run: told, and no bill grows by it.

No OFF, no second set of nodes, no later end; the birth stays; a stop then ends as any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from shared.core.alarm import lost
from shared.core.seen import Loss, Part
from shared.core.session import Phase
from shared.ports import Head
from tests.fakes import demo
from tests.fakes.world import T0, FakeWorld
from tests.usecases.damage import DAMAGES, Damage, gone, later_end, older
from tests.usecases.story import extend, live, start, stop, tick, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PUBLISHED, MEMORY = "labs/lab/session.json", "labs/lab/memory.json"
END = T0 + 5 * HOUR + 10 * MINUTE
UNREADABLE_END = T0 + 6 * HOUR
LIMIT = T0 + 12 * HOUR


class Before:
    """A running lab, and copies of its state from before it was extended."""

    def __init__(self) -> None:
        self.world = FakeWorld()
        demo.install(self.world.kube)
        start(self.world, hours=4)
        until(self.world, Phase.RUNNING, 10 * MINUTE)
        live(self.world, 10 * MINUTE - (self.world.now - T0))
        self.objects = dict(self.world.bodies.objects)
        self.head = self.lease
        extend(self.world, 5)
        live(self.world, 5 * MINUTE)
        self.pools = dict(self.world.cloud.pools)
        self.creations = self.created()

    @property
    def lease(self) -> Head:
        assert self.world.heads.head is not None
        return self.world.heads.head

    def body(self) -> str:
        return self.lease.notes["body"]

    def hurt(self, key: str, damage: Damage) -> None:
        objects = self.world.bodies.objects
        body = damage(objects[key], self.objects.get(key, b"{}"))
        if body is None:
            del objects[key]
        else:
            objects[key] = body

    def created(self) -> int:
        return sum(line.startswith("create pool") for line in self.world.effects.log)

    def told(self) -> set[str]:
        return {cause for cause in self.world.alarms() if cause.startswith(("lost", "adopted"))}


def goes_on(lab: Before, latest_end: datetime) -> None:
    """All that must hold, whatever was lost."""
    world = lab.world
    status = live(world, 10 * MINUTE)
    assert status is not None
    assert status.phase is Phase.RUNNING
    assert dict(world.cloud.pools) == lab.pools
    assert lab.created() == lab.creations
    assert status.birth == T0
    assert status.end is not None
    assert status.end <= latest_end
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)
    assert lab.created() == lab.creations
    (bill,) = world.ledger.receipts.values()
    a_look = Decimal("0.06") * 3 / 60  # of two nodes, of three minutes at most
    assert world.truth_chf() - a_look <= bill.chf <= world.truth_chf() + a_look
    assert bill.birth == T0
    assert bill.month == "2026-01"


def cause(part: Part) -> str:
    return lost(Loss(part, "")).cause


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_published_copy(damage: Damage) -> None:
    """A copy that is merely not up to date is mended without an alarm; the status says so."""
    lab = Before()
    committed = lab.world.bodies.objects[PUBLISHED]
    lab.hurt(PUBLISHED, damage)
    status = live(lab.world, MINUTE)
    assert status is not None
    assert "lost or damaged: the published copy" in status.why
    assert lab.world.bodies.objects[PUBLISHED] == committed
    goes_on(lab, END)
    assert lab.told() == (set() if damage is older else {cause(Part.PUBLISHED)})


@pytest.mark.parametrize("damage", [d for d in DAMAGES.values() if d is not older])
def test_the_body_alone_is_given_back_by_the_published_copy(damage: Damage) -> None:
    lab = Before()
    body = lab.world.bodies.objects[lab.body()]
    lab.hurt(lab.body(), damage)
    live(lab.world, MINUTE)
    assert lab.world.bodies.objects[lab.body()] == body
    goes_on(lab, END)
    assert lab.told() == {cause(Part.BODY)}


@pytest.mark.parametrize("copied", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_body_and_the_published_copy(damage: Damage, copied: Damage) -> None:
    """The Lease's notes keep the end."""
    lab = Before()
    lab.objects[lab.body()] = lab.objects[PUBLISHED]
    lab.hurt(lab.body(), damage)
    lab.hurt(PUBLISHED, copied)
    goes_on(lab, END)
    assert cause(Part.BODY) in lab.told()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_the_memory(damage: Damage) -> None:
    lab = Before()
    lab.hurt(MEMORY, damage)
    goes_on(lab, END)
    assert cause(Part.MEMORY) in lab.told()


def no_lease(_: Before) -> Head | None:
    return None


def no_notes(lab: Before) -> Head | None:
    return replace(lab.lease, notes={})


def spoiled(lab: Before) -> Head | None:
    return replace(lab.lease, notes={name: f"{text}?" for name, text in lab.lease.notes.items()})


def set_back(lab: Before) -> Head | None:
    """An older copy, as somebody who restores manifests would apply it."""
    return replace(lab.head, version=lab.lease.version)


LEASES: dict[str, Callable[[Before], Head | None]] = {
    "deleted": no_lease,
    "emptied": no_notes,
    "spoiled": spoiled,
    "older": set_back,
}


@pytest.mark.parametrize("lease", LEASES.values(), ids=LEASES)
def test_the_lease(lease: Callable[[Before], Head | None]) -> None:
    """The published copy has the end, and nothing is created by it."""
    lab = Before()
    lab.world.heads.head = lease(lab)
    goes_on(lab, END)
    assert cause(Part.LEASE) in lab.told()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("lease", LEASES.values(), ids=LEASES)
def test_the_lease_and_the_published_copy(
    lease: Callable[[Before], Head | None], damage: Damage
) -> None:
    lab = Before()
    lab.world.heads.head = lease(lab)
    lab.hurt(PUBLISHED, damage)
    readable = damage is older or lease is set_back
    goes_on(lab, END if readable else UNREADABLE_END)
    assert lab.told() & {cause(Part.LEASE), cause(Part.PUBLISHED)}


@pytest.mark.parametrize("lease", [None, *LEASES.values()], ids=["kept", *LEASES])
def test_all_of_the_bucket(lease: Callable[[Before], Head | None] | None) -> None:
    """Without a Lease: adopted, with the old birth and the end of rule 5."""
    lab = Before()
    if lease is not None:
        lab.world.heads.head = lease(lab)
    lab.world.bodies.objects.clear()
    goes_on(lab, END if lease in (None, set_back) else UNREADABLE_END)
    assert lab.told() & {cause(Part.LEASE), cause(Part.BODY)}
    assert ("adopted" in lab.told()) == (lease not in (None, set_back))


def test_all_of_the_bucket_put_back_to_an_older_state() -> None:
    lab = Before()
    lab.world.bodies.objects.clear()
    lab.world.bodies.objects.update(lab.objects)
    goes_on(lab, END)
    assert cause(Part.BODY) in lab.told()


@pytest.mark.parametrize("where", ["copy", "notes", "both", "copy without a Lease"])
def test_an_end_that_a_hand_makes_later_is_not_believed_beyond_the_rules(where: str) -> None:
    """The committed end stays; where it is lost, the hard limit counts from the old birth."""
    lab = Before()
    lease = lab.lease
    later = {**lease.notes, "end": (END + 24 * HOUR).isoformat()}
    if where != "notes":
        lab.hurt(PUBLISHED, later_end)
        assert lab.world.bodies.objects[PUBLISHED].count(b"2026-01-07") > 0
    if where in ("notes", "both"):
        lab.world.heads.head = replace(lease, notes=later)
    if where == "copy without a Lease":
        lab.world.heads.head = None
    goes_on(lab, LIMIT if where == "copy without a Lease" else END)
    assert lab.told()


def test_an_end_made_later_in_all_that_is_left_is_at_most_the_hard_limit() -> None:
    lab = Before()
    lab.hurt(lab.body(), gone)
    lab.hurt(PUBLISHED, gone)
    later = {**lab.lease.notes, "end": (END + 24 * HOUR).isoformat()}
    lab.world.heads.head = replace(lab.lease, notes=later)
    goes_on(lab, LIMIT)


def test_a_birth_that_a_hand_makes_later_moves_no_limit() -> None:
    lab = Before()
    copy = json.loads(lab.world.bodies.objects[PUBLISHED])
    copy["session"]["started"] = (T0 + 3 * HOUR).isoformat()
    copy["session"]["end"] = (T0 + 15 * HOUR).isoformat()
    lab.world.bodies.objects[PUBLISHED] = json.dumps(copy).encode()
    lab.world.heads.head = None
    goes_on(lab, LIMIT)


def test_the_state_of_a_session_before_does_not_stop_the_one_that_runs() -> None:
    """Lease and bucket as they were when the lab slept: the pools tell of a newer session."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)
    head, objects = world.heads.head, dict(world.bodies.objects)
    live(world, 8 * HOUR, every=15 * MINUTE)
    start(world, hours=4)
    until(world, Phase.RUNNING, 10 * MINUTE)
    pools = dict(world.cloud.pools)
    assert head is not None
    assert world.heads.head is not None
    world.heads.head = replace(head, version=world.heads.head.version)
    world.bodies.objects.clear()
    world.bodies.objects.update(objects)
    status = live(world, 10 * MINUTE)
    assert status is not None
    assert status.phase is Phase.RUNNING
    assert dict(world.cloud.pools) == pools
    assert "adopted" in world.alarms()
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)
    assert len(world.ledger.receipts) == 2


def test_all_of_it_lost_once_the_pools_have_gone_is_no_off_while_a_server_bills() -> None:
    """Nova kept one, and nothing says any more whose it was, or that there was a session."""
    world = Before().world
    server = next(iter(world.cloud.servers.values()))
    stop(world)
    while world.cloud.pools:
        world.step(MINUTE)
        tick(world)
    world.cloud.servers[server.id] = server
    world.heads.head = None
    world.bodies.objects.clear()
    status = live(world, 10 * MINUTE)
    assert status is not None
    assert status.phase is Phase.STOPPING
    assert any(c.startswith("leak:server") for c in world.alarms())

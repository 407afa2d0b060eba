"""The ledger is one chain: each entry names the one before it, and the Lease the newest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.adapters.s3 import S3Ledger
from shared.core.session import Phase
from shared.ports import Ledger
from shared.usecases import books
from tests.fakes import demo
from tests.fakes.effects import At, Kill
from tests.fakes.world import FakeWorld
from tests.usecases.late import lands
from tests.usecases.story import live, start, stop, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Filed(FakeWorld):
    """Its ledger lies in its bucket, as the real one does."""

    def __init__(self) -> None:
        super().__init__()
        demo.install(self.kube)
        self.ledger = S3Ledger(self.bodies, "lab")  # type: ignore[assignment]  # another of the port

    def session(self) -> None:
        start(self)
        until(self, Phase.RUNNING, 10 * MINUTE)
        live(self, 3 * MINUTE)
        stop(self)
        until(self, Phase.STOPPED, 25 * MINUTE)
        live(self, HOUR, every=16 * MINUTE)

    def wrong(self) -> list[str]:
        assert self.heads.head is not None
        ledger: Ledger = self.ledger
        return [
            f"{w.key.removeprefix('labs/lab/ledger/')}: {w.why}"
            for w in books.verify(ledger, books.head_of(self.heads.head.notes))
        ]

    def receipts(self) -> list[str]:
        return sorted(k for k in self.bodies.objects if "/ledger/2026/" in k)


def test_each_receipt_names_the_one_before_it_and_the_lease_the_newest() -> None:
    world = Filed()
    for _ in range(3):
        world.session()
    first, second, third = world.ledger.month("2026-01")
    assert first.before is None
    assert second.before is not None
    assert third.before is not None
    assert (second.before.key, third.before.key) == tuple(world.receipts()[:2])
    assert world.heads.head is not None
    newest = books.head_of(world.heads.head.notes)
    assert newest is not None
    assert newest.key == world.receipts()[2]
    assert world.wrong() == []


def test_an_amendment_is_an_entry_of_the_chain() -> None:
    world = Filed()
    world.session()
    (first,) = world.ledger.month("2026-01")
    world.cloud.now = world.now
    lands(world, first.session, born=first.birth)
    live(world, 40 * MINUTE)
    world.session()
    assert world.wrong() == []
    amendment = next(r for r in world.ledger.month("2026-01") if r.amends)
    assert amendment.before is not None
    assert amendment.before.key == world.receipts()[0].replace(".amendment-" + amendment.amends, "")


def test_what_was_changed_is_found() -> None:
    world = Filed()
    world.session()
    world.session()
    key = world.receipts()[0]
    world.bodies.objects[key] = world.bodies.objects[key].replace(b"standard", b"minimal")
    assert [w.partition(": ")[2] for w in world.wrong()] == ["it was changed since it was written"]


def test_what_was_removed_is_found() -> None:
    world = Filed()
    world.session()
    world.session()
    key = world.receipts()[0]
    del world.bodies.objects[key]
    assert world.wrong() == [f"{key.removeprefix('labs/lab/ledger/')}: it is missing"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"schema": 2}'])
def test_what_cannot_be_read_is_found(body: bytes) -> None:
    world = Filed()
    world.session()
    world.bodies.objects[world.receipts()[0]] = body
    assert len(world.wrong()) == 1


def test_what_was_slipped_in_or_left_out_of_a_month_is_found() -> None:
    world = Filed()
    world.session()
    (first,) = world.ledger.month("2026-01")
    world.ledger.append(replace(first, session="s-foreign", chf=Decimal(9)))
    assert world.wrong() == ["2026-01: the month holds s-foreign, which no entry of the chain is"]
    world.bodies.objects["labs/lab/ledger/2026-01.json"] = (
        b'{"schema": 1, "month": "2026-01", "receipts": []}'
    )
    assert world.wrong() == [f"2026-01: the month lacks {first.session}"]


@pytest.mark.parametrize("at", At)
@pytest.mark.parametrize("back", range(1, 8))
def test_an_entry_that_a_killed_function_could_not_name_is_named_by_the_next(
    back: int, at: At
) -> None:
    """At each effect around the writing of the receipt."""
    world = Filed()
    world.session()
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    live(world, 3 * MINUTE)
    stop(world)
    while not any(world.bodies.objects.get(k) for k in world.receipts()[1:]):
        world.effects.since_kill = 0
        world.effects.kills = [Kill(back, at)] if world.cloud.pools == {} else []
        live(world, MINUTE)
        if world.cloud.pools == {}:
            break
    world.effects.kills = []
    until(world, Phase.STOPPED, 25 * MINUTE)
    live(world, 20 * MINUTE)
    assert len(world.receipts()) == 2
    assert world.wrong() == []
    world.session()
    assert world.wrong() == []

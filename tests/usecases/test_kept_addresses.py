"""A floating IP that its Service asks to keep: not deleted, not in the way of OFF, and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.actions import DeleteLeftover, ObjectRef
from shared.core.kept import KEEP
from shared.core.orphans import orphaned
from shared.core.session import Phase
from tests.core import given
from tests.fakes import demo
from tests.fakes.world import SETTINGS, FakeWorld
from tests.usecases.story import live, start, stop, until

WEB = ObjectRef(resource="services", name="web", namespace=demo.SPACE)


def running(hours: float = 6, keep: str = "true") -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    world.kube.patch(WEB, {"metadata": {"annotations": {KEEP: keep}}})
    start(world, hours=hours)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=3))
    return world


def addresses(world: FakeWorld) -> list[str]:
    return [one.name for one in world.cloud.leftovers("floating_ip")]


def test_it_stays_and_the_lab_is_off_and_says_so() -> None:
    world = running()
    stop(world)
    status = until(world, Phase.STOPPED, timedelta(minutes=20))
    assert addresses(world) == ["192.0.2.7"]
    assert "address 192.0.2.7, kept" in status.bills
    assert "192.0.2.7 is kept" in status.why
    assert next(m for m in world.sent if m.cause == "off").fr.count("192.0.2.7") == 1
    receipt = next(iter(world.ledger.receipts.values()))
    assert "192.0.2.7, which is kept" in receipt.evidence["floating_ips"]


def test_it_stays_after_a_stop_that_was_forced() -> None:
    """No worker was left to let it go: the balancer goes through Octavia, the address stays."""
    world = running(hours=1)
    world.archives.down = "the bucket is full"
    live(world, timedelta(hours=1, minutes=30))
    log = world.effects.log
    assert log.index("detach floating_ip") < log.index("delete load_balancer")
    assert addresses(world) == ["192.0.2.7"]


@pytest.mark.parametrize("keep", ["false", ""])
def test_one_that_nobody_keeps_is_deleted_after_a_stop_that_was_forced(keep: str) -> None:
    world = running(hours=1, keep=keep)
    world.archives.down = "the bucket is full"
    live(world, timedelta(hours=1, minutes=30))
    assert addresses(world) == []


def test_one_whose_service_is_gone_was_kept_by_whoever_let_the_service_go() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    world.kube.delete("services", demo.SPACE, "web")
    live(world, timedelta(hours=1))
    assert addresses(world) == ["192.0.2.7"]


def test_a_cluster_that_cannot_be_seen_says_of_none_that_it_may_go() -> None:
    address = given.leftover("floating_ip", service="shop/web")
    left = replace(given.NOTHING_LEFT, floating_ips=(address,))
    service = given.workload("Service", "web", {})
    seen = given.empty(cluster=given.cluster((), objects={"services": (service,)}), leftovers=left)
    assert [a.id for a in orphaned(seen, SETTINGS) if isinstance(a, DeleteLeftover)] == [address.id]
    assert orphaned(replace(seen, cluster=given.GONE), SETTINGS) == ()


def test_it_costs_no_session_anything() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    receipt = next(iter(world.ledger.receipts.values()))
    assert "floating_ip" not in {line.flavor for line in receipt.lines}

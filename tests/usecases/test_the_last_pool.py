"""Rule 11 told from outside: the platform keeps a cluster's last pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.core.pools import PARKED
from shared.core.session import Phase
from shared.core.settings import LastPool
from shared.core.view import Status
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import GENERAL, SETTINGS, FakeWorld
from tests.usecases.story import live, start, stop, tick, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def kept(mode: LastPool, profile: str = "standard") -> FakeWorld:
    """A lab that runs on a platform which keeps the last pool."""
    world = FakeWorld(settings=replace(SETTINGS, last_pool=mode))
    world.pools.keeps_last = True
    demo.install(world.kube)
    start(world, profile, hours=2)
    until(world, Phase.RUNNING, 15 * MINUTE)
    return world


def parked(profile: str = "standard") -> FakeWorld:
    world = kept(LastPool.PARK, profile)
    stop(world)
    until(world, Phase.PARKED, 30 * MINUTE)
    return world


def pools(world: FakeWorld) -> list[tuple[str, str, int]]:
    return [(p.name, p.flavor, p.target) for p in world.cloud.pools.values()]


def shown(world: FakeWorld) -> Status:
    return service.status(world.lab())


def test_by_default_the_last_pool_is_an_alarm_with_its_price_and_never_off() -> None:
    world = kept(LastPool.ALARM)
    stop(world)
    seen = {s.phase for s in (shown(world) for _ in ticks(world, 40))}
    assert seen == {Phase.STOPPING}
    assert "the platform keeps the last pool: general bills CHF 0.06/h" in shown(world).why
    assert world.alarms() == ["last-pool", "stop-is-stuck"]
    assert "CHF 0.06/h" in next(m for m in world.sent if m.cause == "last-pool").fr


def ticks(world: FakeWorld, count: int) -> list[Status | None]:
    found: list[Status | None] = []
    for _ in range(count):
        world.step(MINUTE)
        found.append(tick(world))
    return found


def test_once_the_platform_lets_it_go_the_lab_is_off() -> None:
    world = kept(LastPool.ALARM)
    stop(world)
    live(world, HOUR)
    world.pools.keeps_last = False
    assert until(world, Phase.STOPPED, 4 * MINUTE).proof


@pytest.mark.parametrize("profile", ["minimal", "standard", "memory"])
def test_parked_one_cheap_node_stays_and_the_rest_goes(profile: str) -> None:
    world = parked(profile)
    assert pools(world) == [(PARKED, GENERAL, 1)]
    assert [s.flavor for s in world.cloud.servers.values()] == [GENERAL]


def test_parked_is_shown_with_its_price_and_is_never_off_and_one_alarm() -> None:
    world = parked()
    status = shown(world)
    assert (status.phase, status.proof, status.end) == (Phase.PARKED, {}, None)
    assert status.chf_per_hour == Decimal("0.03")
    assert status.bills[0] == f"pool {PARKED}: 1 x {GENERAL}"
    assert "bills CHF 0.03/h" in status.why
    assert "could not" not in status.why
    phases = {s.phase for s in ticks(world, 300) if s}
    assert phases == {Phase.PARKED}
    assert world.alarms() == ["parked"]
    assert not [m for m in world.sent if m.cause == "off"]


def test_the_workloads_of_a_parked_lab_sleep_and_their_work_is_saved() -> None:
    world = parked()
    assert {o["spec"]["replicas"] for o in world.kube.list("deployments.apps")} == {0}
    assert world.archives.kept[-1][0].verified
    assert set(shown(world).asleep) == {"default/web", "default/db"}


def test_a_parked_lab_is_asked_every_quarter_of_an_hour_and_so_is_the_platform() -> None:
    world = parked()
    world.effects.log.clear()
    looks = {s.looked_at for s in ticks(world, 120) if s}
    assert 7 <= len(looks) <= 9
    assert pools(world) == [(PARKED, GENERAL, 1)]


def test_a_parked_lab_is_off_once_the_platform_lets_the_pool_go() -> None:
    world = parked()
    live(world, HOUR)
    world.pools.keeps_last = False
    status = until(world, Phase.STOPPED, 35 * MINUTE)
    assert status.proof
    assert world.cloud.pools == {}


def test_the_next_start_wakes_a_parked_lab_and_gives_the_parked_node_back() -> None:
    world = parked()
    live(world, 20 * HOUR, every=5 * MINUTE)  # longer than a run may last
    start(world, hours=6)
    until(world, Phase.RUNNING, 15 * MINUTE)
    live(world, 5 * MINUTE)
    assert pools(world) == [("general", GENERAL, 2)]
    assert {o["spec"]["replicas"] for o in world.kube.list("deployments.apps")} == {0, 3}
    live(world, 4 * HOUR, every=5 * MINUTE)
    assert shown(world).phase is Phase.RUNNING
    assert [m.cause for m in world.sent if m.cause == "up-for-long"] == []


def test_parked_hours_are_in_the_sessions_bill_which_ends_with_off() -> None:
    world = parked()
    live(world, 10 * HOUR, every=5 * MINUTE)
    start(world, hours=2)
    until(world, Phase.RUNNING, 15 * MINUTE)
    live(world, HOUR)
    world.pools.keeps_last = False
    stop(world)
    until(world, Phase.STOPPED, 30 * MINUTE)
    (receipt,) = world.ledger.receipts.values()
    truth = world.truth_chf()
    assert truth > Decimal("0.3")  # ten hours of the parked node
    assert abs(receipt.chf - truth) < Decimal("0.02")
    assert PARKED in {line.name for line in receipt.lines}


def test_at_the_limit_the_lab_is_parked_too_and_the_limit_is_not_passed_again_and_again() -> None:
    world = kept(LastPool.PARK)
    world.archives.down = "the bucket is full"
    live(world, 3 * HOUR)
    assert shown(world).phase is Phase.PARKED
    assert pools(world) == [(PARKED, GENERAL, 1)]
    live(world, 3 * HOUR)
    assert world.alarms().count("money-wins") == 1
    assert world.alarms()[-1] == "parked"


def test_where_no_node_can_be_had_to_park_on_nothing_is_called_off_and_it_is_tried_again() -> None:
    world = kept(LastPool.PARK)
    world.cloud.quota = 0
    stop(world)
    status = live(world, HOUR)
    assert status is not None
    assert status.phase is Phase.STOPPING
    assert pools(world)
    world.cloud.quota = 10
    until(world, Phase.PARKED, 30 * MINUTE)


def test_rebuild_refuses_and_says_why() -> None:
    world = kept(LastPool.REBUILD)
    stop(world)
    status = live(world, 30 * MINUTE)
    assert status is not None
    (archive, _) = world.archives.kept[-1]
    why = f"rebuild refused: archive {archive.name} is verified, and no drill of it has passed"
    assert (status.phase, status.why) == (Phase.STOPPING, why)
    assert world.alarms() == ["rebuild-refused", "stop-is-stuck"]
    assert pools(world) == [("general", GENERAL, 2)]

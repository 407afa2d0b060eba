"""The life of a lab, told from outside."""

from __future__ import annotations

from datetime import timedelta

from shared.core.session import Phase
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import live, start, stop, tick, until


def running(profile: str = "standard", hours: float = 6) -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, profile, hours)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    world.step(timedelta(minutes=2))
    return world


def test_a_start_brings_the_nodes_of_its_profile_within_minutes() -> None:
    world = running()
    assert [(p.name, p.ready) for p in world.cloud.pools.values()] == [("general", 2)]


def test_a_forgotten_lab_is_warned_of_at_five_hours_and_stopped_at_six() -> None:
    world = running()
    began = world.heads.head
    live(world, timedelta(hours=6, minutes=15))
    assert [m.cause.split(":")[0] for m in world.sent] == [
        "up-for-long",
        "stops-soon",
        "stops-soon",
        "stopping",
        "off",
    ]
    assert began is not None
    assert world.cloud.pools == {}
    assert world.alarms() == []


def test_a_stop_saves_quiesces_releases_and_only_then_deletes() -> None:
    world = running()
    world.effects.log.clear()
    stopped = world.now
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    order = [x for x in world.effects.log if not x.startswith(("put", "commit", "take", "release"))]
    kept = [x for x in order if not x.startswith(("tell", "drop"))]
    assert kept == [
        "upload archive",
        "index archive",
        "create namespaces veilleur",
        f"create secrets wake-{world.ledger_id()}-{stopped:%d%H%M%S}-0",
        "patch configmaps mark",
        "patch cronjobs.batch report",
        "patch deployments.apps web",
        "patch statefulsets.apps db",
        "patch services web",
        "delete pods bare",
        "delete pool general",
        *["delete nodes pck-101-0", "delete nodes pck-101-1"],
        "write receipt",
    ]


def test_what_slept_comes_back_exactly() -> None:
    world = running()
    before = demo.shape(world.kube)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    live(world, timedelta(hours=20), every=timedelta(minutes=30))
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=5))
    assert demo.shape(world.kube) == before


def test_no_cronjob_fires_while_the_lab_sleeps() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    fired = world.controllers.fired
    live(world, timedelta(hours=2))
    assert world.controllers.fired == fired


def test_the_receipt_is_the_truth_to_the_second_of_a_look() -> None:
    world = running()
    live(world, timedelta(hours=1))
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    receipt = next(iter(world.ledger.receipts.values()))
    truth = world.truth_chf()
    assert truth <= receipt.chf <= truth * 105 / 100
    assert set(receipt.evidence) == {
        "pools",
        "nodes",
        "servers",
        "load_balancers",
        "floating_ips",
        "volumes",
    }


def test_a_sleeping_lab_is_looked_at_every_fifteen_minutes_only() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    looks = set()
    for _ in range(60):
        world.step(timedelta(minutes=1))
        status = tick(world)
        assert status is not None
        looks.add(status.looked_at)
    assert len(looks) == 5

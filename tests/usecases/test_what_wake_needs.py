"""Rule 9 told from outside: what a wake needs lies in the cluster; what of it is lost is said."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.core import kube
from shared.core.actions import ObjectRef
from shared.core.session import Phase
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import start, stop, tick, until

MINUTE = timedelta(minutes=1)
SPACE = "default"


def asleep() -> tuple[FakeWorld, dict[str, Any]]:
    """A lab that sleeps, and the shape that it must have when it is awake."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    shape = demo.shape(world.kube)
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)
    return world, shape


def woken(world: FakeWorld) -> dict[str, Any]:
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    return demo.shape(world.kube)


def without_pods(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if not key.startswith("pods/")}


def records(world: FakeWorld) -> list[dict[str, Any]]:
    return list(world.kube.list("secrets", kube.NAMESPACE))


def lose(world: FakeWorld) -> None:
    for secret in records(world):
        world.kube.delete("secrets", kube.NAMESPACE, secret["metadata"]["name"])


def spoil(world: FakeWorld) -> None:
    rewrite(world, "not JSON")


def replace_it(world: FakeWorld) -> None:
    rewrite(world, json.dumps([{"something": "else"}]))


def rewrite(world: FakeWorld, entries: str) -> None:
    for secret in records(world):
        name = secret["metadata"]["name"]
        ref = ObjectRef(resource="secrets", namespace=kube.NAMESPACE, name=name)
        text = base64.b64encode(entries.encode()).decode()
        world.kube.patch(ref, {"data": {"entries": text}})


def annotate(world: FakeWorld, resource: str, name: str, note: str, text: str | None) -> None:
    ref = ObjectRef(resource=resource, namespace=SPACE, name=name)
    world.kube.patch(ref, {"metadata": {"annotations": {note: text}}})


def test_a_lost_bucket_loses_no_way_back() -> None:
    world, shape = asleep()
    world.bodies.objects.clear()
    world.archives.kept.clear()
    assert woken(world) == shape


@pytest.mark.parametrize("harm", [lose, spoil, replace_it])
def test_a_record_that_is_gone_or_spoiled_is_said_and_the_rest_wakes(
    harm: Callable[[FakeWorld], None],
) -> None:
    world, shape = asleep()
    harm(world)
    assert woken(world) == without_pods(shape)
    assert world.alarms() == ["record-lost"]
    (archive, _) = world.archives.kept[0]
    assert archive.name in world.sent[-1].en
    assert "the record of s2026" in world.sent[-1].fr


@pytest.mark.parametrize("text", [None, "", "not JSON", "[]"])
@pytest.mark.parametrize(
    ("resource", "name", "note"),
    [
        ("deployments.apps", "web", kube.REPLICAS),
        ("statefulsets.apps", "db", kube.REPLICAS),
        ("cronjobs.batch", "report", kube.SUSPENDED),
        ("services", "web", kube.SERVICE),
    ],
)
def test_the_record_stands_in_for_an_annotation_that_a_hand_removed_or_spoiled(
    resource: str, name: str, note: str, text: str | None
) -> None:
    world, shape = asleep()
    annotate(world, resource, name, note, text)
    assert woken(world) == shape
    assert world.alarms() == []


def test_with_both_gone_the_workload_is_named_stays_at_zero_and_the_rest_wakes() -> None:
    world, _ = asleep()
    lose(world)
    annotate(world, "deployments.apps", "web", kube.REPLICAS, "not JSON")
    woken(world)
    replicas = {
        o["metadata"]["name"]: o["spec"]["replicas"] for o in world.kube.list("statefulsets.apps")
    }
    assert replicas == {"db": 1}
    assert world.alarms() == ["record-lost"]
    assert "what deployments.apps default/web was" in world.sent[-1].en


def test_what_was_lost_is_said_once_and_not_again_by_the_next_wake() -> None:
    world, _ = asleep()
    spoil(world)
    woken(world)
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)
    woken(world)
    assert world.alarms() == ["record-lost"]


def test_a_record_spoiled_in_the_middle_of_a_stop_keeps_what_can_still_be_read() -> None:
    """The bare pod ended already: to begin the record again would forget it."""
    world, shape = asleep_halfway()
    secret = dict(records(world)[0])
    ref = ObjectRef(resource="secrets", namespace=kube.NAMESPACE, name=secret["metadata"]["name"])
    more = base64.b64encode(b"2").decode()
    world.kube.patch(ref, {"data": {"chunks": more}})  # as if a second one had been deleted
    until(world, Phase.STOPPED, 25 * MINUTE)
    assert woken(world) == shape
    assert world.alarms() == ["record-lost"]


def asleep_halfway() -> tuple[FakeWorld, dict[str, Any]]:
    """A stop whose workloads and bare pods are down, while a node still runs."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    shape = demo.shape(world.kube)
    stop(world)
    for _ in range(10):
        world.step(MINUTE / 4)
        if world.kube.get("pods", SPACE, "bare") is None:
            return world, shape
        tick(world)
    raise AssertionError("the bare pod never ended")

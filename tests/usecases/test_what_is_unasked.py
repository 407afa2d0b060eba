"""A piece of the state that could not be asked is unknown: it is not called lost, nor an alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core.session import Phase
from shared.ports import Endpoint, Head
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import MINUTE, live, start, tick, until

OTHER = Endpoint(server="https://other.example", ca_pem="CA")
NOT_LOST = "lost or damaged"


@pytest.fixture
def world() -> FakeWorld:
    running = FakeWorld()
    demo.install(running.kube)
    start(running)
    until(running, Phase.RUNNING, timedelta(minutes=10))
    live(running, 2 * MINUTE)
    return running


def test_a_lease_in_a_cluster_that_is_not_to_be_read_is_not_lost(world: FakeWorld) -> None:
    world.cluster.at = OTHER
    why = service.status(world.lab()).why
    assert "cannot see the Lease" in why
    assert NOT_LOST not in why


def test_a_memory_in_a_store_that_does_not_answer_is_not_lost(world: FakeWorld) -> None:
    """A wrong key, or the name of another bucket: what lies in the right one is as it was."""
    world.bodies.down = "403 SignatureDoesNotMatch"
    why = service.status(world.lab()).why
    assert "cannot see the memory: 403 SignatureDoesNotMatch" in why
    assert NOT_LOST not in why
    world.bodies.down = ""
    live(world, 2 * MINUTE)
    assert not [cause for cause in world.alarms() if cause.startswith("lost")]


@pytest.mark.parametrize("when", range(1, 5))
def test_a_tick_that_writes_while_a_status_reads_makes_nothing_older(
    world: FakeWorld, when: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each question of the status, in turn, somebody else's whole tick has gone by."""
    asked = 0

    def meanwhile() -> None:
        nonlocal asked
        asked += 1
        if asked == when:
            world.step(MINUTE)
            tick(world)

    heads, bodies, read, get = world.heads, world.bodies, world.heads.read, world.bodies.get

    def read_after() -> Head | None:
        meanwhile()
        return read()

    def get_after(key: str) -> bytes | None:
        meanwhile()
        return get(key)

    monkeypatch.setattr(heads, "read", read_after)
    monkeypatch.setattr(bodies, "get", get_after)
    why = service.look(world.lab()).decision.reason
    assert asked >= when
    assert NOT_LOST not in why


def test_a_lease_that_never_rests_is_not_compared_with_the_memory(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lock is renewed at each look, by somebody at work."""
    heads, read = world.heads, world.heads.read

    def renewed() -> Head | None:
        assert heads.head is not None
        heads.head = replace(heads.head, version=f"{heads.head.version}+")
        return read()

    monkeypatch.setattr(heads, "read", renewed)
    why = service.look(world.lab()).decision.reason
    assert "cannot see the Lease: it is being written" in why
    assert NOT_LOST not in why

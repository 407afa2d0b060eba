"""A world whose time only moves when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from standin.clock import Clock, Mode
from standin.world import Pool, PoolSpec, World
from standin.world.troubles import Troubles

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class Story:
    clock: Clock
    world: World

    def pass_seconds(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self.world.advance()

    def pool(self, nodes: int = 2, *, quota_left: int | None = None) -> Pool:
        spec = PoolSpec(
            kaas_id=self.world.lab_id,
            name="general",
            flavor="a1-ram4-disk50-perf1",
            zone="az-1",
            minimum=nodes,
            maximum=nodes,
            labels={"custom.kaas.infomaniak.cloud/role": "general"},
        )
        return self.world.pools.create(spec, quota_left)

    def whats(self) -> list[str]:
        return [str(event["what"]) for event in self.world.events.after()]


def story_from(seed: int, ports_full: Callable[[], bool] = lambda: False) -> Story:
    clock = Clock(Mode.STEPPED, START)
    return Story(clock, World(clock, seed=seed, troubles=Troubles(ports_full=ports_full)))


@pytest.fixture
def story() -> Story:
    return story_from(seed=1)

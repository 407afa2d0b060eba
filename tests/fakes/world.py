"""A small cloud in memory: every port, one stepped clock, one seed, and faults on demand.

There is one fake world: lifecycles, kills, races and the simulation all live in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from shared.core.actions import Message
from shared.core.settings import PoolSpec, Profile, Settings
from shared.usecases.lab import Lab
from tests.fakes.cloud import Billed, FakeCloud
from tests.fakes.controllers import Controllers
from tests.fakes.effects import Effects
from tests.fakes.kube import FakeKube
from tests.fakes.ports import (
    FakeArchives,
    FakeBodies,
    FakeClock,
    FakeCluster,
    FakeHeads,
    FakeLedger,
    FakeLeftovers,
    FakeNotifier,
    FakePools,
)

T0 = datetime(2026, 1, 6, 17, 0, tzinfo=UTC)
GENERAL, MEMORY, GPU = (
    "a1-ram2-disk20-perf1",
    "a1-ram4-disk50-perf1",
    "nvl4-a8-ram16-disk50-perf1",
)
PRICES = {
    GENERAL: Decimal("0.03"),
    MEMORY: Decimal("0.06"),
    GPU: Decimal("2.50"),
    "load_balancer": Decimal("0.015"),
}
SETTINGS = Settings(
    lab="lab",
    pools={
        "general": PoolSpec(name="general", flavor=GENERAL, zone="az-1", max_nodes=3),
        "memory": PoolSpec(name="memory", flavor=MEMORY, zone="az-1", max_nodes=3),
        "gpu": PoolSpec(name="gpu", flavor=GPU, zone="az-1", max_nodes=1),
    },
    profiles={
        "minimal": Profile(name="minimal", nodes={"general": 1}),
        "standard": Profile(name="standard", nodes={"general": 2}),
        "memory": Profile(name="memory", nodes={"general": 1, "memory": 1}),
        "ai": Profile(name="ai", nodes={"general": 1, "gpu": 1}),
    },
)


class FakeWorld:
    def __init__(self, *, seed: int = 1, settings: Settings = SETTINGS) -> None:
        self.settings = settings
        self.clock = FakeClock(T0)
        self.effects = Effects()
        self.sent: list[Message] = []
        self.cloud = FakeCloud(T0, Random(seed))  # noqa: S311 -- a story, not a secret
        self.kube = FakeKube(T0)
        self.controllers = Controllers(self.kube, self.cloud)
        self._processes = count(1)
        self.pools = FakePools(self.cloud, self.effects)
        self.cluster = FakeCluster(self.kube, self.effects)
        self.bodies = FakeBodies(self.effects)
        self.heads = FakeHeads(self.kube, self.effects, self.cluster)
        self.archives = FakeArchives(self.kube, self.effects)
        self.ledger = FakeLedger(self.effects)
        self.leftovers = FakeLeftovers(self.cloud, self.effects)
        self.notifier = FakeNotifier(self.effects, self.sent)

    def lab(self) -> Lab:
        """A new process that serves one call."""
        self.effects.born()
        return Lab(
            settings=self.settings,
            me=f"process-{next(self._processes)}",
            clock=self.clock,
            pools=self.pools,
            cluster=self.cluster,
            heads=self.heads,
            bodies=self.bodies,
            archives=self.archives,
            ledger=self.ledger,
            leftovers=self.leftovers,
            notifier=self.notifier,
            prices=PRICES,
        )

    @property
    def now(self) -> datetime:
        return self.clock.time

    def step(self, by: timedelta) -> None:
        """Time passes; what was late lands; what acts by itself acts."""
        self.clock.time += by
        self.kube.now = self.clock.time
        self.effects.pass_time(by)
        self.cloud.pass_time(self.clock.time)
        for _ in range(3):
            self.controllers.turn()
        self.controllers.minute()

    def ledger_id(self) -> str:
        """The id of the one session that has a receipt."""
        (session,) = self.ledger.receipts
        return session

    def truth_chf(self) -> Decimal:
        """What really was billed, from the second each thing began to the second it ended."""
        return sum((self._chf(line) for line in self.cloud.billed.values()), Decimal(0))

    def _chf(self, line: Billed) -> Decimal:
        seconds = int(((line.ended or self.now) - line.began).total_seconds())
        return PRICES[line.flavor] * seconds / 3600

    def alarms(self) -> list[str]:
        return [m.cause for m in self.sent if m.alarm]

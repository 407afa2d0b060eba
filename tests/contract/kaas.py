"""The node pools that the suite runs on: the fake's, and the stand-in's KaaS over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.adapters.infomaniak import InfomaniakPools, KaasApi, KaasCluster, Pace
from shared.http import Timeouts
from shared.kubeconfig import parse
from shared.ports import Endpoint, NodePools
from standin.clock import Clock, Mode
from standin.identity import PROJECT_ID, PUBLIC_CLOUD_ID
from standin.kaas import make_kaas
from standin.platform import Platform
from tests.adapters.authority import Authority, kubeconfig
from tests.contract.loops import Served, served
from tests.fakes.ports import HERE
from tests.fakes.world import FakeWorld

PER_PAGE = 10
START = datetime(2026, 11, 23, 18, tzinfo=UTC)


class Case(Protocol):
    """One provider with one cluster that has no pool yet; `leads` is where the cluster is."""

    pools: NodePools
    leads: Endpoint

    def step(self, by: timedelta) -> None: ...

    def lose_the_next_answer(self, *, lands_after: timedelta) -> None:
        """The next write takes effect that much later, and nobody is told."""
        ...

    def fill_the_quota(self) -> None: ...

    def keep_the_last_pool(self) -> None: ...

    def empty_the_list(self) -> None:
        """From now on it shows nothing, whatever is there."""
        ...


class FakeCase:
    leads = HERE

    def __init__(self) -> None:
        self._world = FakeWorld()
        self.pools: NodePools = self._world.pools

    def step(self, by: timedelta) -> None:
        self._world.step(by)

    def lose_the_next_answer(self, *, lands_after: timedelta) -> None:
        self._world.effects.late[self._world.effects.count + 1] = lands_after

    def fill_the_quota(self) -> None:
        self._world.cloud.quota = 0

    def keep_the_last_pool(self) -> None:
        self._world.pools.keeps_last = True

    def empty_the_list(self) -> None:
        self._world.pools.stale = ()


@dataclass(slots=True)
class StandinCase:
    """`platform` lives on the server's loop: it is touched there alone."""

    pools: NodePools
    leads: Endpoint
    platform: Platform
    at: Served

    def step(self, by: timedelta) -> None:
        until = self.platform.clock.now() + by
        self.at.run(lambda: self.platform.stepper.step_to(until))

    def lose_the_next_answer(self, *, lands_after: timedelta) -> None:
        self.fault("late", match="POST", times=1, args={"seconds": lands_after.total_seconds()})

    def fill_the_quota(self) -> None:
        self.fault("quota", args={"machines": 0})

    def keep_the_last_pool(self) -> None:
        self.fault("last_pool_refused")

    def empty_the_list(self) -> None:
        self.fault("empty", match="GET")

    def fault(self, kind: str, **where: object) -> None:
        self.at.on_loop(lambda: self.platform.faults.add(kind, api="kaas", **where))

    def asked(self) -> list[str]:
        """ "METHOD path" of every request so far."""
        entries = self.at.on_loop(self.platform.journal.entries)
        return [f"{entry['method']} {entry['path']}" for entry in entries]


@contextmanager
def fake_case() -> Iterator[FakeCase]:
    yield FakeCase()


@contextmanager
def standin_case() -> Iterator[StandinCase]:
    platform = Platform(Clock(Mode.STEPPED, START))
    (cluster,) = platform.world.clusters.all()
    text = kubeconfig("https://127.0.0.1:6443", ca=Authority().pem)
    platform.kubeconfigs[cluster.id] = text
    with served(make_kaas(platform)) as at:
        place = KaasCluster(
            public_cloud_id=PUBLIC_CLOUD_ID,
            project_id=PROJECT_ID,
            kaas_id=cluster.id,
            host=at.url,
        )
        with KaasApi(
            token=platform.identity.infomaniak_token,
            cluster=place,
            pace=_story_pace(platform.clock),
            timeouts=Timeouts(read_seconds=5),
            sleep=lambda _: None,
            per_page=PER_PAGE,
        ) as api:
            pools = InfomaniakPools(api=api)
            yield StandinCase(pools, parse(text).endpoint, platform, at)


def _story_pace(clock: Clock) -> Pace:
    """On stepped time nobody may sleep: who is too fast is told so."""
    return Pace(burst=30, longest=timedelta(), monotonic=lambda: clock.now() - START)

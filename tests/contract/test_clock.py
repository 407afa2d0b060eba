"""Clock: one time for decisions, one steady measure for what lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.clock import HttpClock, SystemClock
from shared.http import Http
from shared.ports import Clock
from standin.clock import Clock as PlatformClock
from standin.clock import Mode
from standin.control import make_control
from standin.platform import Platform
from tests.contract.loops import served
from tests.fakes.world import FakeWorld

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, 18, tzinfo=UTC)
Step = Callable[[timedelta], object]
Moved = tuple[Clock, Step]


def _fake() -> Iterator[Moved]:
    world = FakeWorld()
    yield world.clock, world.step


def _stepped_by_http() -> Iterator[Moved]:
    platform = Platform(PlatformClock(Mode.STEPPED, START))
    with (
        served(make_control(platform)) as control,
        Http(trust_env=False) as http,
        closing(HttpClock(url=f"{control.url}/clock")) as clock,
    ):
        url = f"{control.url}/clock"
        yield clock, lambda by: http.call("POST", url, json={"seconds": by.total_seconds()})


STEPPED = {"fake": contextmanager(_fake), "standin": contextmanager(_stepped_by_http)}


@pytest.fixture(params=STEPPED)
def moved(request: pytest.FixtureRequest) -> Iterator[Moved]:
    with STEPPED[request.param]() as made:
        yield made


@pytest.fixture(params=[*STEPPED, "machine"])
def clock(request: pytest.FixtureRequest) -> Iterator[Clock]:
    if request.param == "machine":
        yield SystemClock()
        return
    with STEPPED[request.param]() as (made, _):
        yield made


def test_now_is_aware_and_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta()


def test_neither_time_goes_back(clock: Clock) -> None:
    assert clock.now() <= clock.now()
    assert clock.monotonic() <= clock.monotonic()


def test_a_stepped_time_stands_still_between_two_steps(moved: Moved) -> None:
    clock, _ = moved
    assert clock.now() == clock.now()
    assert clock.monotonic() == clock.monotonic()


def test_both_times_take_the_same_step(moved: Moved) -> None:
    clock, step = moved
    now, steady = clock.now(), clock.monotonic()
    step(HOUR)
    assert clock.now() - now == clock.monotonic() - steady == HOUR


@pytest.mark.parametrize("ahead", [600, -600])
def test_two_functions_may_be_handed_clocks_that_differ(ahead: int) -> None:
    """The address keeps its query, as the environment hands it on."""
    platform = Platform(PlatformClock(Mode.STEPPED, START))
    with (
        served(make_control(platform)) as control,
        closing(HttpClock(url=f"{control.url}/clock?ahead={ahead}")) as clock,
    ):
        assert clock.now() == START + timedelta(seconds=ahead)
        assert clock.now() - clock.now() == timedelta()

"""What a lab's month cost, told from outside and held against what was really billed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from shared.core.session import Phase
from shared.usecases.report import cost_report
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.usecases.story import live, start, stop, until


def running() -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(hours=2))
    return world


def test_the_running_session_is_in_the_report_up_to_now() -> None:
    world = running()

    made = cost_report(world.lab())

    assert made.month == "2026-01"
    assert made.running is not None
    assert made.running.chf == world.truth_chf()


def test_a_finished_session_costs_what_was_billed() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))

    made = cost_report(world.lab())

    assert made.running is None
    assert [s.profile for s in made.sessions] == ["standard"]
    assert abs(made.used - world.truth_chf()) < Decimal("0.01")


def test_reading_a_report_changes_nothing_and_looks_at_nothing() -> None:
    world = running()
    before = list(world.effects.log)

    cost_report(world.lab())

    assert world.effects.log == before


def test_another_month_is_empty_and_compares_nothing() -> None:
    made = cost_report(running().lab(), "2025-12")

    assert (made.sessions, made.always_on) == ((), None)

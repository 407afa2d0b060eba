"""A pool that appears after its session was over: deleted, never adopted, and in the books."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.core.session import Phase
from shared.usecases import service
from tests.fakes.effects import At, Kill
from tests.fakes.world import FakeWorld
from tests.usecases.late import lands, slept
from tests.usecases.story import MINUTE, live, start, stop, tick, until

LOOK = timedelta(minutes=16)  # a sleeping lab is looked at every quarter of an hour
ONE_LOOK_CHF = Decimal("0.06") * 16 / 60  # of two nodes: an amendment is at most so much too dear


def forget_the_session(world: FakeWorld) -> None:
    """The Lease and the state are lost; the ledger is not."""
    world.heads.head = None
    for key in [k for k in world.bodies.objects if "/ledger/" not in k]:
        del world.bodies.objects[key]


def test_it_is_deleted_and_its_session_is_not_off_while_it_bills() -> None:
    world = slept()
    late = lands(world)
    shown = service.status(world.lab())
    assert shown.phase is Phase.STOPPING
    assert "appeared after the session was over" in shown.why
    live(world, LOOK)
    assert world.cloud.pools == {}
    assert world.alarms() == [f"late-pool:{late.id}"]
    status = live(world, timedelta(minutes=2))
    assert status is not None
    assert status.phase is Phase.STOPPED


def test_off_waits_for_a_request_that_may_still_land() -> None:
    """Its session would be proven off, and its receipt written, before its pool appears."""
    rehearsed = FakeWorld()
    start(rehearsed)
    effect = rehearsed.effects.log.index("create pool general 2") + 1
    world = FakeWorld()
    world.effects.late = {effect: timedelta(minutes=2, seconds=30)}
    start(world)
    stop(world)
    for _ in range(2):
        world.step(MINUTE)
        status = tick(world)
        assert status is not None
        assert status.phase is Phase.STOPPING
        assert "may still land" in status.why
    until(world, Phase.STOPPED, timedelta(minutes=40))
    assert world.cloud.pools == {}
    (bill,) = world.ledger.receipts.values()
    assert [line.name for line in bill.lines] == ["general"]
    assert not world.ledger.amendments


def test_off_waits_for_it_though_the_pool_that_was_answered_is_gone() -> None:
    world = FakeWorld()
    start(world)
    world.cloud.pools.clear()
    world.cloud.servers.clear()
    stop(world)
    status = live(world, 2 * MINUTE)
    assert status is not None
    assert status.phase is Phase.STOPPING


def test_the_first_receipt_stays_and_the_amendment_tells_what_was_billed_since() -> None:
    world = slept()
    first = world.ledger.receipts[world.ledger_id()]
    before = world.truth_chf()
    live(world, timedelta(hours=3))
    late = lands(world)
    live(world, timedelta(minutes=30))
    assert world.ledger.receipts == {first.session: first}
    (amendment,) = world.ledger.amendments.values()
    assert (amendment.session, amendment.amends) == (first.session, late.id)
    assert (amendment.month, amendment.profile) == (first.month, first.profile)
    truth = world.truth_chf() - before
    assert truth <= amendment.chf <= truth + ONE_LOOK_CHF
    assert amendment.evidence["pools"].startswith(f"pool {late.id} is not listed since")
    assert amendment.evidence["load_balancers"].startswith("none")


def test_one_that_comes_after_the_end_is_one_alarm_which_names_it() -> None:
    world = slept()
    live(world, timedelta(hours=8))
    late = lands(world)
    live(world, timedelta(minutes=40))
    assert world.alarms() == [f"late-pool:{late.id}"]
    assert late.name in world.sent[-2].en
    assert world.sent[-1].cause == f"amended:pool/{late.id}"


def test_people_hear_by_how_much_the_bill_was_amended() -> None:
    world = slept()
    lands(world)
    live(world, timedelta(minutes=30))
    (said,) = [m for m in world.sent if m.cause.startswith("amended:")]
    (amendment,) = world.ledger.amendments.values()
    told = f"The bill of session {amendment.session} was amended by {amendment.chf:.4f} CHF"
    assert said.en.startswith(told)
    assert not said.alarm


def test_the_report_of_the_month_counts_it_and_counts_one_session() -> None:
    world = slept()
    first = world.ledger.receipts[world.ledger_id()]
    late = lands(world)
    live(world, timedelta(minutes=30))
    (amendment,) = world.ledger.amendments.values()
    report = service.cost_report(world.lab())
    assert report.used == first.chf + amendment.chf
    assert report.count == 1
    assert [s.amends for s in report.sessions] == ["", late.id]


def test_nothing_is_written_again_once_it_is_in_the_books() -> None:
    world = slept()
    lands(world)
    live(world, timedelta(minutes=30))
    amendments, sent = dict(world.ledger.amendments), len(world.sent)
    live(world, timedelta(hours=2))
    assert world.ledger.amendments == amendments
    assert len(world.sent) == sent


def test_in_a_session_that_runs_it_is_the_other_ones_bill() -> None:
    world = slept()
    first = world.ledger_id()
    live(world, timedelta(hours=1))
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    standing = list(world.cloud.pools)
    late = lands(world, first)
    live(world, timedelta(minutes=5))
    assert list(world.cloud.pools) == standing
    assert world.alarms() == [f"late-pool:{late.id}"]
    (amendment,) = world.ledger.amendments.values()
    assert (amendment.session, amendment.amends) == (first, late.id)
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    assert set(world.ledger.amendments) == {(first, late.id)}
    bills = [*world.ledger.receipts.values(), amendment]
    nodes = [line for bill in bills for line in bill.lines if line.name == "general"]
    assert len(nodes) == 3


@pytest.mark.parametrize("every", [timedelta(minutes=1), timedelta(minutes=5)])
def test_with_no_session_known_the_ledger_says_that_it_is_over(every: timedelta) -> None:
    world = slept()
    forget_the_session(world)
    late = lands(world)
    status = live(world, timedelta(minutes=30), every=every)
    assert world.cloud.pools == {}
    assert world.alarms() == [f"late-pool:{late.id}"]
    assert len(world.ledger.amendments) == 1
    assert status is not None
    assert status.phase is Phase.STOPPED


def test_beside_pools_of_no_known_session_only_the_late_one_goes() -> None:
    world = slept()
    first = world.ledger_id()
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    standing = list(world.cloud.pools)
    late = lands(world, first)
    forget_the_session(world)
    live(world, timedelta(minutes=5))
    assert list(world.cloud.pools) == standing
    assert sorted(world.alarms()) == ["adopted", f"late-pool:{late.id}", "lost:lease"]


def test_of_two_sessions_that_nobody_knows_the_newer_one_goes_on_and_no_pool_is_deleted() -> None:
    """The ledger is lost: nothing says that the older one is over, and work may be on its nodes."""
    world = slept()
    first = world.ledger.receipts[world.ledger_id()]
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    second = world.cloud.pools[next(iter(world.cloud.pools))].labels
    older = lands(world, first.session)
    standing = list(world.cloud.pools)
    forget_the_session(world)
    world.ledger.receipts.clear()
    status = live(world, timedelta(minutes=15))
    assert status is not None
    assert second is not None
    assert (status.phase, status.session) == (Phase.RUNNING, second.session)
    assert list(world.cloud.pools) == standing
    assert world.alarms().count(f"not-over:{older.id}") == 1
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=30))
    assert world.cloud.pools == {}
    assert "money-wins" not in world.alarms()


def test_while_the_ledger_cannot_be_read_nothing_is_said_to_be_off() -> None:
    world = slept()
    lands(world)
    world.ledger.down = "503"
    status = live(world, LOOK + timedelta(minutes=10))
    assert status is not None
    assert status.phase is Phase.STOPPING
    world.ledger.down = ""
    until(world, Phase.STOPPED, timedelta(minutes=3))
    assert len(world.ledger.amendments) == 1


@pytest.mark.parametrize("at", At)
@pytest.mark.parametrize("effect", range(1, 13))
def test_a_kill_at_any_effect_of_it_converges(effect: int, at: At) -> None:
    world = slept()
    lands(world)
    world.effects.since_kill = 0
    world.effects.kills = [Kill(effect, at)]
    live(world, timedelta(minutes=40))
    assert world.cloud.pools == {}
    assert len(world.ledger.amendments) == 1
    assert tick(world) is not None
    assert service.status(world.lab()).phase is Phase.STOPPED

"""On the wire: a platform that does not give labels back (P1.9), through two sessions to OFF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from examples.demo import truth
from tests.lost.lab import Lab, lab


@pytest.fixture(params=["labels_lost", "labels_omitted"])
def losing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """Not kept at all, or kept and not told by the list."""
    with lab(tmp_path_factory.mktemp("labels")) as made:
        made.control.break_it(request.param)
        yield made


def test_two_sessions_start_run_and_end_off_with_one_set_of_pools_each(losing: Lab) -> None:
    for number in (1, 2):
        losing.start(hours=1)
        born = losing.clock.at
        losing.until("running", 15)
        while not losing.workloads.address():
            losing.live(1)
        status = losing.live(2)
        assert status.birth == born
        assert (len(losing.pools()), losing.posts()) == (1, number)
        assert losing.names() == ["general"] if number == 1 else losing.names() != ["general"]
        losing.stop()
        assert losing.until("stopped", 30).proof
        assert losing.posts() == number
        bills = losing.deployment.clients.ledger.month(f"{born:%Y-%m}")
        (bill,) = [r for r in bills if r.birth == born]
        billed = truth.chf(losing.control.timeline(), born, losing.clock.at)
        assert abs(bill.chf - billed) <= billed / 10
    assert losing.alarms() == set()


def test_a_pool_that_lands_late_is_known_by_its_suffix(losing: Lab) -> None:
    """Of the second session, whose names carry one: deleted, and the bill amended.

    The stand-in is made to make it, as a request would that it carries out late.
    """
    for _ in (1, 2):
        losing.start(hours=1)
        losing.until("running", 15)
        while not losing.workloads.address():
            losing.live(1)
        (name,) = losing.names()
        losing.stop()
        losing.until("stopped", 30)
    losing.control.people("pool", name=name)
    losing.live(60, every=15)
    assert losing.pools() == []
    assert {cause.partition(":")[0] for cause in losing.alarms()} == {"late-pool"}
    month = losing.deployment.clients.ledger.month(f"{losing.clock.at:%Y-%m}")
    (amendment,) = [r for r in month if r.amends]
    assert amendment.ended - amendment.birth <= timedelta(minutes=45)

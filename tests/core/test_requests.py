"""What a person may ask, and when we refuse. A replay changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.core.asked import (
    ExtendAsked,
    StartAsked,
    StopAsked,
    extend_asked,
    start_asked,
    stop_asked,
)
from shared.core.requests import grant_extend, grant_start, grant_stop
from shared.core.session import Lease, NodeCount, Wanted
from shared.core.settings import Limits
from shared.errors import InvalidRequestError, RefusedError
from tests.core import given
from tests.core.given import HOUR, MINUTE, T0
from tests.fakes.world import SETTINGS


def start(
    profile: str = "standard", hours: float = 4, holder: str = "ben", key: str = ""
) -> StartAsked:
    return StartAsked(profile=profile, lasts=timedelta(hours=hours), holder=holder, key=key)


def test_a_first_start_wants_the_pools_of_its_profile() -> None:
    session = grant_start(None, start("memory"), given.empty(), T0, SETTINGS)
    assert [(w.name, w.nodes) for w in session.pools] == [("general", 1), ("memory", 1)]
    assert session.end == T0 + 4 * HOUR
    assert session.wanted is Wanted.UP


def test_a_start_on_a_running_lab_extends_to_the_later_of_both_ends() -> None:
    running = given.session()
    longer = grant_start(running, start(hours=6), given.seen(), T0 + 2 * HOUR, SETTINGS)
    shorter = grant_start(running, start(hours=1), given.seen(), T0 + 2 * HOUR, SETTINGS)
    assert longer.end == T0 + 8 * HOUR
    assert shorter.end == running.end
    assert (longer.id, longer.pools) == (running.id, running.pools)


def test_the_same_key_again_changes_nothing() -> None:
    once = grant_start(given.session(), start(hours=6, key="k1"), given.seen(), T0 + HOUR, SETTINGS)
    assert (
        grant_start(once, start(hours=6, key="k1"), given.seen(), T0 + 2 * HOUR, SETTINGS) == once
    )


def test_the_same_request_at_the_same_time_changes_nothing_without_a_key_either() -> None:
    once = grant_start(given.session(), start(), given.seen(), T0 + HOUR, SETTINGS)
    assert grant_start(once, start(), given.seen(), T0 + HOUR, SETTINGS) == once


def test_another_profile_is_the_same_session_in_another_shape() -> None:
    running = given.session()
    changed = grant_start(running, start("memory"), given.seen(), T0 + HOUR, SETTINGS)
    assert changed.id == running.id
    assert {w.name for w in changed.pools} == {"general", "memory"}


def test_a_start_in_the_middle_of_a_stop_goes_on_with_the_same_session() -> None:
    changed = grant_start(given.going_down(), start(), given.seen(), T0 + 3 * HOUR, SETTINGS)
    assert (changed.id, changed.wanted) == (given.ID, Wanted.UP)


def test_no_lease_passes_the_hard_limit_after_the_birth() -> None:
    with pytest.raises(RefusedError, match="2026-01-07 06:00"):
        grant_start(given.session(), start(hours=9), given.seen(), T0 + 4 * HOUR, SETTINGS)


def test_the_birth_is_the_oldest_label_whatever_the_session_says() -> None:
    """An adoption or a lost session moves no limit."""
    later = given.session(started=T0 + 5 * HOUR, since=T0 + 5 * HOUR)
    with pytest.raises(RefusedError, match="2026-01-07 06:00"):
        grant_start(later, start(hours=8), given.seen(), T0 + 5 * HOUR, SETTINGS)


def test_more_nodes_or_money_than_the_brake_allows_are_refused() -> None:
    few = replace(SETTINGS, limits=Limits(nodes=1))
    with pytest.raises(RefusedError, match="2 nodes, at most 1"):
        grant_start(None, start(), given.empty(), T0, few)
    poor = replace(SETTINGS, limits=Limits(chf=Decimal("0.1")))
    with pytest.raises(RefusedError, match=r"0\.24 CHF, at most 0\.10 CHF"):
        grant_start(None, start(), given.empty(), T0, poor)


def two_holders() -> tuple[Lease, Lease]:
    return Lease(holder="ana", until=T0 + 6 * HOUR), Lease(holder="ben", until=T0 + 3 * HOUR)


def test_a_holder_gives_back_its_own_lease_and_the_lab_stays_for_the_other() -> None:
    session = given.session(leases=two_holders())
    left = grant_stop(session, StopAsked(holder="ana"), T0 + HOUR)
    assert left.wanted is Wanted.UP
    assert left.end == T0 + 3 * HOUR


def test_the_last_holder_out_stops_the_lab() -> None:
    session = given.session(leases=two_holders())
    once = grant_stop(session, StopAsked(holder="ana"), T0 + HOUR)
    assert grant_stop(once, StopAsked(holder="ben"), T0 + HOUR).wanted is Wanted.DOWN


def test_a_lease_that_has_ended_holds_nothing() -> None:
    session = given.session(leases=two_holders())
    assert grant_stop(session, StopAsked(holder="ana"), T0 + 4 * HOUR).wanted is Wanted.DOWN


def test_a_persons_stop_ends_all_leases_but_not_the_moneys_limit() -> None:
    session = given.session(leases=two_holders())
    down = grant_stop(session, StopAsked(), T0 + HOUR)
    assert (down.wanted, down.leases, down.end) == (Wanted.DOWN, (), session.end)


def test_a_stranger_cannot_give_back_what_it_does_not_hold() -> None:
    with pytest.raises(RefusedError, match="eve holds no lease"):
        grant_stop(given.session(), StopAsked(holder="eve"), T0 + HOUR)


def test_extending_what_does_not_run_is_refused() -> None:
    asked = ExtendAsked(lasts=HOUR)
    for session in (None, given.going_down()):
        with pytest.raises(RefusedError, match="nothing runs"):
            grant_extend(session, asked, given.seen(), T0, SETTINGS)


def test_an_extension_counts_from_now_and_never_shortens() -> None:
    asked = ExtendAsked(lasts=HOUR, holder="ana")
    session = given.session()
    assert grant_extend(session, asked, given.seen(), T0 + MINUTE, SETTINGS).end == session.end
    late = grant_extend(session, asked, given.seen(), T0 + 5.5 * HOUR, SETTINGS)
    assert late.end == T0 + 6.5 * HOUR


@pytest.mark.parametrize(
    "hours", [0, -1, float("nan"), float("inf"), 1e9, "4", None, True, [], 12.001]
)
def test_hours_are_a_number_above_nothing_and_up_to_the_limit(hours: object) -> None:
    with pytest.raises(InvalidRequestError, match="above 0 and up to 12") as wrong:
        start_asked({"profile": "standard", "hours": hours}, SETTINGS)
    assert [f.field for f in wrong.value.faults] == ["hours"]


def test_every_wrong_field_is_named_at_once() -> None:
    raw = {"profile": "huge", "hours": 0, "holder": "", "hurs": 3}
    with pytest.raises(InvalidRequestError) as wrong:
        start_asked(raw, SETTINGS)
    assert [f.field for f in wrong.value.faults] == ["hurs", "profile", "hours", "holder"]
    assert wrong.value.faults[1].allowed == "minimal, standard, memory, ai"


def test_what_is_left_out_has_the_documents_value() -> None:
    asked = start_asked({"profile": "standard"}, SETTINGS)
    assert (asked.lasts, asked.holder) == (6 * HOUR, "someone")
    assert stop_asked({}).holder is None
    with pytest.raises(InvalidRequestError, match="hours: missing"):
        extend_asked({}, SETTINGS)


@pytest.mark.parametrize("count", [0, -1])
def test_a_pool_of_no_nodes_cannot_even_be_said(count: int) -> None:
    """P1.5: to have none, delete the pool."""
    with pytest.raises(RefusedError, match="at least 1 node"):
        NodeCount(count)

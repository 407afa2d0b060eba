"""The brake holds back what no request would have been granted: the bug nobody has found yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.core.actions import CreatePool, Message
from shared.core.decide import decide
from shared.core.limits import exceeded
from shared.core.memory import Made
from shared.core.session import NodeCount, Session
from shared.core.settings import Limits, Settings
from tests.core import given
from tests.core.given import HOUR, T0
from tests.fakes.world import SETTINGS


def held_back(session: Session, settings: Settings = SETTINGS) -> str:
    """The reason of a decision that creates nothing and raises the alarm."""
    decision = decide(session, given.empty(), T0, settings)
    assert not any(isinstance(a, CreatePool) for a in decision.actions)
    assert [a.cause for a in decision.actions if isinstance(a, Message)] == ["brake"]
    return decision.reason


def test_eleven_nodes_are_too_many() -> None:
    huge = replace(given.GENERAL_2, nodes=NodeCount(11))
    assert "11 nodes, at most 10" in held_back(given.session(pools=(huge,)))


def test_thirteen_hours_are_too_long() -> None:
    """Whoever wrote such an end, the session is stopped at the hard limit (rule 5)."""
    long = given.session(end=T0 + 13 * HOUR)
    asks = [CreatePool(wish=given.GENERAL_2, labels=given.OURS)]
    assert "13.0 h, at most 12.0 h" in exceeded(long, asks, given.empty(), T0, SETTINGS)
    decided = decide(long, given.seen(), T0 + HOUR, SETTINGS).session
    assert decided is not None
    assert decided.end == T0 + 12 * HOUR


def test_more_than_the_money_of_the_limit_is_too_dear() -> None:
    poor = replace(SETTINGS, limits=Limits(chf=Decimal("0.35")))
    assert "0.36 CHF, at most 0.35 CHF" in held_back(given.session(), poor)


@pytest.mark.parametrize("hours", [6, 12])
def test_what_is_within_the_limits_is_not_held_back(hours: int) -> None:
    session = given.session(end=T0 + timedelta(hours=hours))
    actions = decide(session, given.empty(), T0, SETTINGS).actions
    assert any(isinstance(a, CreatePool) for a in actions)


def test_pools_that_a_list_hides_are_counted_until_it_is_said_that_they_are_gone() -> None:
    """Should such a list be believed by a bug, the limit holds all the same."""
    six = replace(given.GENERAL_2, nodes=NodeCount(6))
    hides = given.empty(memory=given.memory(metered=(given.metered("pool/101", units=6),)))
    asks = [CreatePool(wish=six, labels=given.OURS)]
    session = given.session(pools=(six,))
    assert "12 nodes, at most 10" in exceeded(session, asks, hides, T0, SETTINGS)
    gone = replace(hides, gone=frozenset({"101"}))
    assert exceeded(session, asks, gone, T0, SETTINGS) == ""


def test_a_pool_whose_post_was_answered_counts_before_any_list_shows_it() -> None:
    six = replace(given.GENERAL_2, nodes=NodeCount(6))
    made = Made(name="general", session=given.ID, birth=T0, token=1)
    hides = given.empty(memory=given.memory(made={"101": made}))
    asks = [CreatePool(wish=six, labels=given.OURS)]
    assert "12 nodes" in exceeded(given.session(pools=(six,)), asks, hides, T0, SETTINGS)

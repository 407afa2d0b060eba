"""The brake holds back what no request would have been granted: the bug nobody has found yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shared.core.actions import CreatePool, Message
from shared.core.decide import decide
from shared.core.limits import exceeded
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

"""When a stop begins, what is told past the end, and that no end passes the limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core import alarm, news
from shared.core.actions import Action, Message, WriteReceipt
from shared.core.decide import decide
from shared.core.ending import KEPT, MOST_EARLY, earlier, longest_of, remembered, stop_begins
from shared.core.memory import Metered
from shared.core.remember import remember
from shared.core.seen import Observation, Unknown
from shared.core.session import Phase, Session, Wanted
from tests.core import given
from tests.core.given import HOUR, MINUTE, T0
from tests.fakes.world import SETTINGS

UP = given.session()


def took(*minutes: int) -> dict[str, int]:
    return {f"s{n}": m * 60 for n, m in enumerate(minutes)}


def wanted(session: Session, seen: Observation, after: timedelta) -> Session:
    decided = decide(session, seen, T0 + after, SETTINGS).session
    assert decided is not None
    return decided


@pytest.mark.parametrize(
    ("minutes", "early"),
    [((), 0), ((2, 3), 0), ((5,), 0), ((6,), 1), ((3, 12), 7), ((3, 600), 30)],
)
def test_a_stop_begins_earlier_where_past_ones_and_two_ticks_pass_a_quarter_of_an_hour(
    minutes: tuple[int, ...], early: int
) -> None:
    memory = given.memory(stops=took(*minutes))
    assert stop_begins(UP, memory, SETTINGS) == UP.end - early * MINUTE


def test_one_stop_in_twenty_may_take_longer() -> None:
    assert longest_of([*[180] * 19, 9_000]) == timedelta(seconds=180)
    assert longest_of([*[180] * 18, 9_000, 9_000]) == timedelta(seconds=9_000)
    assert earlier([9_000], SETTINGS) == MOST_EARLY


def test_it_is_wanted_down_then_and_says_why_and_keeps_its_end() -> None:
    seen = given.seen(memory=given.memory(stops=took(8)))
    assert wanted(UP, seen, 6 * HOUR - 4 * MINUTE).wanted is Wanted.UP
    down = wanted(UP, seen, 6 * HOUR - 3 * MINUTE)
    assert (down.wanted, down.end) == (Wanted.DOWN, UP.end)
    assert down.why == "its leases end at 00:00, and a stop has taken 8 minutes"
    assert "se termine à 00:00" in news.stopping(down).fr


def test_what_a_stop_took_is_kept_from_session_to_session_the_last_ones() -> None:
    off = given.empty(memory=given.memory(stops=took(4)))
    down = given.going_down()
    decision = decide(down, off, T0 + 3 * HOUR, SETTINGS)
    (receipt,) = (a.receipt for a in decision.actions if isinstance(a, WriteReceipt))
    kept = remember(decision, Phase.STOPPING, off, T0 + 3 * HOUR, SETTINGS).stops
    assert kept == took(4) | {down.id: int((receipt.ended - down.since).total_seconds())}
    other = decide(
        given.session(id="s-next"), replace(off, memory=given.memory(stops=kept)), T0, SETTINGS
    )
    carried = remember(
        other, Phase.STARTING, replace(off, memory=given.memory(stops=kept)), T0, SETTINGS
    )
    assert (carried.session, carried.stops) == ("s-next", kept)
    many = took(*range(1, 30))
    assert len(remembered(many, "s-last", MINUTE)) == KEPT
    assert list(remembered(many, "s-last", MINUTE))[-1] == "s-last"


def test_no_end_of_what_stands_is_past_the_hard_limit_whoever_wrote_it() -> None:
    tampered = given.session(end=T0 + 100 * HOUR)
    assert wanted(tampered, given.seen(), HOUR).end == T0 + 12 * HOUR
    assert wanted(tampered, given.seen(), 12 * HOUR).wanted is Wanted.DOWN


def told(down: Session, seen: Observation, after: timedelta) -> list[str]:
    acts: tuple[Action, ...] = decide(down, seen, T0 + after, SETTINGS).actions
    return [a.cause for a in acts if isinstance(a, Message) and a.alarm]


def test_types_that_could_not_be_read_are_named_and_the_stop_goes_on() -> None:
    unread = ("widgets.example.com could not be read: 503",)
    seen = given.seen(archive=given.archive(unread=unread))
    decision = decide(given.going_down(), seen, given.DOWN_AT + 2 * MINUTE, SETTINGS)
    (told_of,) = (
        a for a in decision.actions if isinstance(a, Message) and a.cause == "archive-lacks"
    )
    assert "widgets.example.com." in told_of.en
    assert any(not isinstance(a, Message) for a in decision.actions)


ENDED = given.session(wanted=Wanted.DOWN, since=UP.end, leases=())
LEFT = replace(given.NOTHING_LEFT, load_balancers=(given.leftover("load_balancer"),))


BALANCER = Metered(
    id="load_balancer/1", name="web", flavor="load_balancer", units=1, since=T0, seen=T0
)


def since(at: timedelta) -> Observation:
    return given.empty(leftovers=LEFT, memory=given.memory(unsettled=T0 + at))


def test_what_still_bills_a_quarter_of_an_hour_past_the_end_is_named_though_no_pool_is_left() -> (
    None
):
    seen = since(6 * HOUR)
    assert told(ENDED, seen, 6 * HOUR + 14 * MINUTE) == []
    assert told(ENDED, seen, 6 * HOUR + 15 * MINUTE) == ["not-proven"]
    acts = decide(ENDED, seen, T0 + 6 * HOUR + 15 * MINUTE, SETTINGS).actions
    (said,) = (a for a in acts if isinstance(a, Message) and a.alarm)
    assert "load_balancer a load_balancer" in said.en


def test_what_was_there_when_last_it_could_be_seen_is_named_too() -> None:
    blind = replace(LEFT, load_balancers=given.GONE)
    memory = given.memory(unsettled=T0 + 6 * HOUR, metered=(BALANCER,))
    seen = given.empty(leftovers=blind, memory=memory)
    acts = decide(ENDED, seen, T0 + 6 * HOUR + 15 * MINUTE, SETTINGS).actions
    (said,) = (a for a in acts if isinstance(a, Message) and a.alarm)
    assert f"still there: load_balancer {BALANCER.name}" in said.en


def test_before_the_end_a_stop_has_half_an_hour_to_be_proven() -> None:
    seen = given.empty(leftovers=LEFT, memory=given.memory(unsettled=given.DOWN_AT))
    assert told(given.going_down(), seen, 2 * HOUR + 29 * MINUTE) == []
    assert told(given.going_down(), seen, 2 * HOUR + 30 * MINUTE) == ["not-proven"]


def test_pools_that_cannot_be_seen_past_the_limit_are_deleted_by_the_ids_that_are_known() -> None:
    line = given.metered("pool/101")
    seen = given.seen(
        pools=Unknown("the provider's pools", "429"), memory=given.memory(metered=(line,))
    )
    late = decide(ENDED, seen, T0 + 6 * HOUR + 15 * MINUTE, SETTINGS)
    assert [a.id for a in late.actions if hasattr(a, "id")] == ["101"]
    assert alarm.money_wins("general", 15) in late.actions
    early = decide(ENDED, seen, T0 + 6 * HOUR + 14 * MINUTE, SETTINGS)
    assert not any(hasattr(a, "id") for a in early.actions)
    gone = replace(seen, memory=given.memory(metered=(replace(line, until=T0),)))
    assert not any(hasattr(a, "id") for a in decide(ENDED, gone, T0 + 7 * HOUR, SETTINGS).actions)

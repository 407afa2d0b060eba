"""Amendments: whatever is replayed or comes in another order, the books are the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

from hypothesis import given as over
from hypothesis import strategies as st

from shared.core.actions import DeletePool, Message, Receipt
from shared.core.amending import meter_late
from shared.core.decide import decide
from shared.core.rollup import rolled_up
from shared.core.seen import Closed, NodePool, Observation, PoolStatus, Unknown
from shared.core.session import Session
from tests.core import given
from tests.core.given import T0
from tests.core.test_laws import observations
from tests.fakes.world import SETTINGS


def receipt(session: str, day: int, amends: str) -> Receipt:
    born = T0 + timedelta(days=day)
    chf = Decimal(day) / 100
    return Receipt(
        session=session,
        lab="lab",
        profile="standard",
        month="2026-01",
        lines=(),
        chf=chf,
        amends=amends,
        birth=born,
        ended=born + given.HOUR,
        proven=born + given.HOUR,
    )


bills = st.builds(
    receipt,
    st.sampled_from(["s1", "s2", "s3"]),
    st.integers(1, 28),
    st.sampled_from(["", "101", "102"]),
)
by_name = st.lists(bills, max_size=6, unique_by=lambda r: (r.session, r.amends)).map(tuple)


def books(receipts: tuple[Receipt, ...]) -> tuple[Receipt, ...]:
    known: tuple[Receipt, ...] = ()
    for one in receipts:
        known = rolled_up(known, one)
    return known


@over(by_name, st.data())
def test_a_months_receipts_and_amendments_come_to_the_same_in_any_order(
    receipts: tuple[Receipt, ...], data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(receipts)))
    assert books(shuffled) == books(receipts)
    assert len(books(receipts)) == len(receipts)


@over(by_name, st.data())
def test_one_that_is_entered_again_changes_nothing(
    receipts: tuple[Receipt, ...], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(receipts), max_size=4)) if receipts else []
    assert books((*receipts, *again)) == books(receipts)


OVER = given.going_down()


def late_look(minutes: int, *, there: bool, before: Observation) -> Observation:
    """The pool 105 of this session, after its receipt."""
    at = T0 + timedelta(minutes=minutes)
    pools = (given.pool(105),) if there else ()
    return replace(before, at=at, pools=pools, receipt=True)


def test_its_line_is_from_the_last_look_without_it_to_the_first_without_it() -> None:
    seen = given.empty(memory=given.memory(listed=T0 + timedelta(minutes=90)))
    for minutes, there in ((100, True), (103, True), (104, False), (110, False)):
        seen = late_look(minutes, there=there, before=seen)
        late = meter_late(given.going_down(), seen, SETTINGS)
        seen = replace(seen, memory=replace(seen.memory, late=late, listed=seen.at))
    (one,) = seen.memory.late
    assert (one.line.since, one.line.until) == (
        T0 + timedelta(minutes=90),
        T0 + timedelta(minutes=104),
    )


def test_looks_at_it_come_to_the_same_line_in_any_order() -> None:
    """As far as the pool is known: two functions may look at once."""
    first = given.empty(memory=given.memory(listed=T0 + timedelta(minutes=90)))
    known = meter_late(given.going_down(), late_look(100, there=True, before=first), SETTINGS)
    ends = set()
    for order in permutations(((102, True), (104, True), (106, False), (108, False))):
        seen = replace(first, memory=replace(first.memory, late=known))
        for minutes, there in order:
            seen = late_look(minutes, there=there, before=seen)
            late = meter_late(given.going_down(), seen, SETTINGS)
            seen = replace(seen, memory=replace(seen.memory, late=late))
        ends |= {one.line.until for one in seen.memory.late}
    assert ends == {T0 + timedelta(minutes=106)}


def test_off_waits_for_what_is_not_in_the_books_yet() -> None:
    seen = late_look(100, there=True, before=given.empty())
    memory = given.memory(late=meter_late(OVER, seen, SETTINGS))
    gone = replace(given.empty(memory=memory, receipt=True), at=T0 + 2 * given.HOUR)
    unread = replace(gone, amended=given.GONE)
    assert not decide(OVER, unread, gone.at, SETTINGS).settled
    (one,) = memory.late
    assert decide(OVER, replace(gone, amended=frozenset({one.line.id})), gone.at, SETTINGS).settled


twins = st.lists(
    st.builds(
        given.pool,
        st.integers(1, 12_000),
        ready=st.integers(0, 2),
        status=st.sampled_from([PoolStatus.ACTIVE, PoolStatus.CREATING]),
        labels=st.sampled_from([given.OURS, replace(given.OURS, token=2), None]),
    ),
    min_size=2,
    max_size=4,
    unique_by=lambda p: p.id,
).map(tuple)


@over(twins)
def test_of_pools_of_one_name_the_lowest_id_stays(pools: tuple[NodePool, ...]) -> None:
    """Law: as integers, in whatever order they are listed. The others go at once, or drained."""
    decision = decide(given.session(), given.seen(pools=pools), T0, SETTINGS)
    deleted = {a.id for a in decision.actions if isinstance(a, DeletePool)}
    lowest = min(pools, key=lambda p: int(p.id))
    assert lowest.id not in deleted
    assert {p.id for p in pools if not p.ready} - {lowest.id} <= deleted


wishes = st.sampled_from([None, OVER, given.session(id="s-next", started=T0 + given.HOUR)])


@over(wishes, observations)
def test_a_pool_of_a_session_that_is_over_is_never_adopted(
    session: Session | None, seen: Observation
) -> None:
    """Law: it is deleted and said, by whatever is wanted now, wherever the ledger can be read."""
    late = given.pool(999)
    others = () if isinstance(seen.pools, Unknown) else seen.pools
    closed = {given.ID: Closed(profile="standard", proven=T0)}
    look = replace(
        seen,
        pools=(*(p for p in others if p.id != "999" and p.labels != late.labels), late),
        receipt=session is OVER,
        closed={} if session is OVER else closed,
        memory=given.memory(session="s-next"),
    )
    decision = decide(session, look, T0 + 2 * given.HOUR, SETTINGS)
    wished = decision.session
    if wished is not None and (session is None or wished.id != session.id):
        assert wished.id != given.ID  # another pool was adopted: the next look deletes this one
        assert any(p.labels is None or p.labels.session != given.ID for p in others)
        return
    deleted = {a.id for a in decision.actions if isinstance(a, DeletePool)}
    assert "999" in deleted
    said = {a.cause for a in decision.actions if isinstance(a, Message) and a.alarm}
    assert "late-pool:999" in said

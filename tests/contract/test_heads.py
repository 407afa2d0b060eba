"""Heads: lock and commit in one object. Whatever keeps it must pass this (rules 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from shared.errors import ConflictError
from shared.ports import Head, Heads
from tests.contract.heads import KEPT_BY, Case, case_of
from tests.contract.kubernetes import Embedded, Outcome
from tests.real.servers.running import Running

MINUTE = timedelta(minutes=1)
RACERS = 8
FIRST = Head(
    version="",
    holder="one",
    token=1,
    renewed=datetime(2026, 11, 23, 18, 0, 0, 250_000, tzinfo=UTC),
    lasts=MINUTE,
    served=datetime(2026, 11, 23, 18, tzinfo=UTC),
    notes={"body": "labs/lab/session/1-1.json", "sha256": "ab" * 32},
)


@pytest.fixture(params=KEPT_BY)
def case(
    request: pytest.FixtureRequest, kubernetes: Callable[[], Embedded], real_stores: Running
) -> Iterator[Case]:
    with case_of(request.param, kubernetes, real_stores) as made:
        yield made


@pytest.fixture
def heads(case: Case) -> Heads:
    return case.process()


def told(head: Head | None) -> Head:
    """Without what every write changes."""
    assert head is not None
    return replace(head, version="", served=FIRST.served)


def winners(outcomes: list[Outcome]) -> list[Head]:
    lost = [outcome for outcome in outcomes if not isinstance(outcome, Head)]
    assert all(isinstance(outcome, ConflictError) for outcome in lost), lost
    return [outcome for outcome in outcomes if isinstance(outcome, Head)]


def test_a_new_cluster_has_none(heads: Heads) -> None:
    assert heads.read() is None


def test_what_is_created_is_read_by_another_process(case: Case, heads: Heads) -> None:
    created = heads.create(FIRST)
    found = case.process().read()
    assert told(found) == told(created) == FIRST
    assert found is not None
    assert found.version == created.version != ""


def test_there_is_only_one(heads: Heads) -> None:
    heads.create(FIRST)
    with pytest.raises(ConflictError):
        heads.create(replace(FIRST, holder="two", token=2))
    assert told(heads.read()) == FIRST


def test_a_swap_writes_all_of_it_and_nothing_of_before_stays(case: Case, heads: Heads) -> None:
    before = heads.create(FIRST)
    after = replace(
        before,
        holder="two",
        token=2,
        renewed=FIRST.served + MINUTE,
        lasts=2 * MINUTE,
        notes={"session": "s-1"},
    )
    assert told(heads.swap(after)) == told(after)
    assert told(case.process().read()) == told(after)


def test_each_change_makes_a_new_version(heads: Heads) -> None:
    first = heads.create(FIRST)
    second = heads.swap(replace(first, holder="two"))
    third = heads.swap(replace(second, holder="one"))
    assert len({first.version, second.version, third.version}) == 3


def test_whoever_holds_an_old_version_writes_nothing(heads: Heads) -> None:
    old = heads.create(FIRST)
    new = heads.swap(replace(old, holder="two"))
    with pytest.raises(ConflictError):
        heads.swap(replace(old, holder="three"))
    assert told(heads.read()) == told(new)


def test_a_version_that_is_over_does_not_come_back_with_what_was_written_under_it(
    heads: Heads,
) -> None:
    """Else a write that was held up for a while would not lose against one that undid another."""
    first = heads.create(FIRST)
    second = heads.swap(replace(first, holder="two"))
    again = heads.swap(replace(second, holder=FIRST.holder))
    assert told(again) == told(first)
    with pytest.raises(ConflictError):
        heads.swap(replace(first, holder="three"))


def test_a_process_that_never_read_it_can_write_it_by_its_version(case: Case) -> None:
    created = case.process().create(FIRST)
    swapped = case.process().swap(replace(created, notes={}))
    assert told(swapped) == replace(FIRST, notes={})


def test_there_is_nothing_to_swap_before_it_is_created(heads: Heads) -> None:
    with pytest.raises(ConflictError):
        heads.swap(replace(FIRST, version="1"))


def test_a_released_lock_has_no_holder_and_keeps_its_token_and_notes(heads: Heads) -> None:
    held = heads.create(FIRST)
    released = heads.swap(replace(held, holder="", renewed=None))
    assert (released.holder, released.renewed) == ("", None)
    assert (released.token, released.notes) == (1, FIRST.notes)


def test_time_is_the_servers_own(case: Case, heads: Heads) -> None:
    before = heads.create(FIRST).served
    if not case.step(5 * MINUTE):
        pytest.skip("nobody can move this server's time")
    after = heads.read()
    assert after is not None
    assert after.served - before == 5 * MINUTE


def test_of_many_creators_exactly_one_wins(case: Case) -> None:
    creators = [
        partial(case.process().create, replace(FIRST, holder=f"racer-{n}")) for n in range(RACERS)
    ]
    (winner,) = winners(case.race(creators))
    assert told(case.process().read()) == told(winner)


def test_of_many_writers_exactly_one_wins_each_round(case: Case) -> None:
    case.process().create(FIRST)
    for turn in range(5):
        writers = []
        for n in range(RACERS):
            heads = case.process()
            read = heads.read()
            assert read is not None
            mine = replace(read, holder=f"racer-{n}", token=read.token + 1)
            writers.append(partial(heads.swap, mine))
        (winner,) = winners(case.race(writers))
        assert winner.token == turn + 2
        assert told(case.process().read()) == told(winner)

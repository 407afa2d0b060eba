"""NodePools: what the provider bills, as decisions may rely on it (rule 1, P1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.core.actions import CreatePool
from shared.core.seen import NodePool, Ownership, PoolStatus
from shared.core.session import NodeCount, PoolWish
from shared.core.suffix import explained, suffixed
from shared.errors import (
    CapacityError,
    LastPoolError,
    PermanentError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
)
from tests.contract.kaas import Case, StandinCase, fake_case, standin_case

MINUTE = timedelta(minutes=1)
OURS = Ownership(
    lab="lab", session="s-1", birth=datetime(2026, 11, 23, 18, 28, 5, tzinfo=UTC), token=12
)
WISH = PoolWish(name="general", flavor="a1-ram2-disk20-perf1", zone="az-1", nodes=NodeCount(2))
CREATE = CreatePool(wish=WISH, labels=OURS)
CASES: dict[str, Callable[[], AbstractContextManager[Case]]] = {
    "fake": fake_case,
    "standin": standin_case,
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    with CASES[request.param]() as made:
        yield made


@pytest.fixture
def standin() -> Iterator[StandinCase]:
    with standin_case() as made:
        yield made


def listed(case: Case) -> dict[str, NodePool]:
    """By id, each id once."""
    pools = case.pools.list()
    assert len({pool.id for pool in pools}) == len(pools)
    return {pool.id: pool for pool in pools}


def after(case: Case, minutes: int) -> dict[str, NodePool]:
    case.step(minutes * MINUTE)
    return listed(case)


def test_a_cluster_without_pools_has_an_empty_list(case: Case) -> None:
    assert case.pools.list() == ()


def test_a_created_pool_is_listed_by_its_id_as_it_was_wished(case: Case) -> None:
    number = case.pools.create(CREATE)
    pool = listed(case)[number]
    assert (pool.name, pool.flavor, pool.zone, pool.target) == (
        "general",
        "a1-ram2-disk20-perf1",
        "az-1",
        2,
    )
    assert pool.labels == OURS


def test_a_pool_has_two_sizes_and_boots_in_its_own_time(case: Case) -> None:
    number = case.pools.create(CREATE)
    new = listed(case)[number]
    assert (new.target, new.ready) == (2, 0)
    assert new.status is not PoolStatus.ACTIVE
    old = after(case, 20)[number]
    assert (old.target, old.ready, old.status) == (2, 2, PoolStatus.ACTIVE)


def test_a_pool_is_found_by_its_id_as_the_list_shows_it_until_it_is_gone(case: Case) -> None:
    number = case.pools.create(CREATE)
    assert case.pools.find(number) == listed(case)[number]
    case.pools.delete(number)
    going = case.pools.find(number)
    assert going is None or going.status is PoolStatus.DELETING
    case.step(20 * MINUTE)
    assert case.pools.find(number) is None


def test_a_pool_that_the_list_hides_is_found_by_its_id(case: Case) -> None:
    number = case.pools.create(CREATE)
    case.empty_the_list()
    assert case.pools.list() == ()
    found = case.pools.find(number)
    assert found is not None
    assert (found.id, found.labels) == (number, OURS)
    assert case.pools.find("999999") is None


def test_equal_names_are_two_pools(case: Case) -> None:
    twins = {case.pools.create(CREATE), case.pools.create(CREATE)}
    assert len(twins) == 2
    assert set(listed(case)) == twins


def test_only_the_pool_that_is_named_by_its_id_goes(case: Case) -> None:
    gone, kept = case.pools.create(CREATE), case.pools.create(CREATE)
    case.pools.delete(gone)
    still = listed(case)
    assert gone not in still or still[gone].status is PoolStatus.DELETING
    assert set(after(case, 20)) == {kept}


def test_a_deletion_may_be_repeated_while_it_goes_and_after(case: Case) -> None:
    number = case.pools.create(CREATE)
    for _ in range(2):
        case.pools.delete(number)
    assert after(case, 20) == {}
    case.pools.delete(number)


def test_a_creation_without_an_answer_may_land_late_and_carries_its_labels(case: Case) -> None:
    case.lose_the_next_answer(lands_after=2 * MINUTE)
    with pytest.raises(UnansweredError):
        case.pools.create(CREATE)
    assert listed(case) == {}
    (late,) = after(case, 3).values()
    assert (late.name, late.labels) == ("general", OURS)


def test_a_pool_beyond_the_quota_says_so(case: Case) -> None:
    case.fill_the_quota()
    number = case.pools.create(CREATE)
    failed = after(case, 20)[number]
    assert failed.status is PoolStatus.FAILED_QUOTA
    assert failed.ready == 0
    assert failed.faults


def test_the_provider_says_where_the_cluster_is(case: Case) -> None:
    assert case.pools.endpoint() == case.leads


def test_an_answer_that_is_lost_after_the_effect_leaves_one_pool(standin: StandinCase) -> None:
    standin.fault("timeout_after", match="POST", times=1)
    with pytest.raises(UnansweredError):
        standin.pools.create(CREATE)
    (pool,) = listed(standin).values()
    assert pool.labels == OURS
    assert len([request for request in standin.asked() if request.startswith("POST")]) == 1


def test_p1_3_no_capacity_is_told_as_such(standin: StandinCase) -> None:
    standin.fault("no_capacity")
    with pytest.raises(CapacityError):
        standin.pools.create(CREATE)
    assert listed(standin) == {}


def test_p1_4_a_delayed_creation_is_never_taken_for_nothing(standin: StandinCase) -> None:
    """Told its id where the task is soon over; unanswered, and listed later, where it is not."""
    standin.fault("async_delayed", args={"seconds": 30})
    with pytest.raises(UnansweredError):
        standin.pools.create(CREATE)
    (pool,) = after(standin, 20).values()
    assert pool.labels == OURS


def test_p1_4_a_deletion_may_be_delayed(standin: StandinCase) -> None:
    number = standin.pools.create(CREATE)
    after(standin, 20)
    standin.fault("async_delayed", args={"seconds": 30})
    standin.pools.delete(number)
    assert after(standin, 20) == {}


def test_p1_7_a_status_of_the_future_is_unknown(standin: StandinCase) -> None:
    number = standin.pools.create(CREATE)
    standin.fault("status_unknown")
    assert listed(standin)[number].status is PoolStatus.UNKNOWN


def test_p1_9_labels_may_come_back_as_an_array(standin: StandinCase) -> None:
    standin.fault("labels_as_array")
    number = standin.pools.create(CREATE)
    assert listed(standin)[number].labels == OURS


def test_rule_1_where_labels_do_not_come_back_the_name_carries_a_suffix(
    standin: StandinCase,
) -> None:
    standin.fault("labels_lost")
    number = standin.pools.create(replace(CREATE, suffixed=True))
    pool = listed(standin)[number]
    assert (pool.name, pool.labels) == (suffixed("general", OURS), None)
    assert explained(pool, [replace(OURS, session="s-0"), OURS]).labels == OURS


def test_rule_1_a_pool_that_nobody_explains_is_foreign(standin: StandinCase) -> None:
    standin.fault("labels_lost")
    number = standin.pools.create(CREATE)
    assert listed(standin)[number].labels is None


def _hurry(standin: StandinCase, times: int) -> None:
    for _ in range(times):
        standin.pools.list()


def test_p1_12_more_than_60_a_minute_never_reach_the_provider(standin: StandinCase) -> None:
    """Our own pace refuses first: people's other tools keep their share."""
    with pytest.raises(RateLimitedError):
        _hurry(standin, 61)
    assert len(standin.asked()) < 60
    standin.step(MINUTE)
    standin.pools.list()


def test_p1_12_a_429_silences_us_until_its_time(standin: StandinCase) -> None:
    standin.fault("rate_limited", times=1, args={"retry_after": 40})
    for _ in range(3):
        with pytest.raises(RateLimitedError):
            standin.pools.list()
    assert len(standin.asked()) == 1
    standin.step(timedelta(seconds=41))
    assert standin.pools.list() == ()


def test_p1_12_many_pools_come_in_pages_and_none_is_missed(standin: StandinCase) -> None:
    wish = replace(WISH, nodes=NodeCount(1))
    wanted = set()
    for _ in range(25):
        wanted.add(standin.pools.create(CreatePool(wish=wish, labels=OURS)))
        standin.step(MINUTE)
    assert set(listed(standin)) == wanted


def test_p1_13_the_last_pool_may_be_refused_and_another_one_is_not(case: Case) -> None:
    """A decision of its own follows from it (rule 11), so it is an error of its own."""
    case.keep_the_last_pool()
    first, second = case.pools.create(CREATE), case.pools.create(CREATE)
    after(case, 20)
    case.pools.delete(first)
    with pytest.raises(LastPoolError):
        case.pools.delete(second)
    assert set(after(case, 20)) == {second}


def test_p1_13_a_pool_that_is_not_the_last_is_refused_as_any_other(standin: StandinCase) -> None:
    first, _ = standin.pools.create(CREATE), standin.pools.create(CREATE)
    standin.fault("pool_undeletable")
    with pytest.raises(PermanentError) as refused:
        standin.pools.delete(first)
    assert not isinstance(refused.value, LastPoolError)


def test_a_provider_that_fails_is_never_an_empty_list(standin: StandinCase) -> None:
    standin.pools.create(CREATE)
    standin.fault("error", args={"status": 500})
    with pytest.raises(TemporaryError):
        standin.pools.list()


def test_a_provider_that_fails_never_says_that_a_pool_is_gone(standin: StandinCase) -> None:
    number = standin.pools.create(CREATE)
    standin.fault("error", args={"status": 500})
    with pytest.raises(TemporaryError):
        standin.pools.find(number)

"""Laws that hold of every decision, whatever is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import find
from hypothesis import given as over
from hypothesis import strategies as st

from shared.core.actions import (
    CreateObject,
    CreatePool,
    DeleteLeftover,
    DeleteObject,
    DeletePool,
    MakeArchive,
    Message,
    PatchObject,
)
from shared.core.decide import decide, phase_of
from shared.core.memory import Memory
from shared.core.pools import is_ours
from shared.core.seen import (
    ArchiveSeen,
    Closed,
    ClusterSeen,
    Leftovers,
    NodePool,
    Observation,
    Ownership,
    PoolStatus,
    Unknown,
)
from shared.core.session import Phase, Session, Wanted
from tests.core import given
from tests.core.given import T0
from tests.fakes.world import SETTINGS

T = TypeVar("T")
STOPPED, DOWN = Phase.STOPPED, given.going_down()
GONE = st.just(given.GONE)
moments = st.integers(-60, 900).map(lambda m: T0 + timedelta(minutes=m))
sessions = st.sampled_from(
    [given.session(), given.going_down(), given.session(pools=(given.GENERAL_2, given.MEMORY_1))]
)
labels = st.sampled_from(
    [
        given.pool().labels,
        None,
        Ownership(lab="other", session="s", birth=T0, token=1),
        Ownership(lab="lab", session="s-before", birth=T0, token=1),
    ]
)
pools = st.builds(
    given.pool,
    st.integers(1, 999),
    st.sampled_from(["general", "memory", "team-b"]),
    st.integers(0, 3),
    ready=st.integers(0, 3),
    status=st.sampled_from(PoolStatus),
    labels=labels,
)
lists = st.lists(pools, max_size=4, unique_by=lambda p: p.id).map(tuple)
clusters = st.builds(
    given.cluster,
    st.lists(st.builds(given.node, ready=st.booleans()), max_size=2).map(tuple),
    st.sampled_from([given.ID, None, "s-before"]),
)
leftovers = st.builds(
    Leftovers,
    **{
        name: GONE
        | st.lists(
            st.builds(given.leftover, st.just(kind), ours=st.booleans(), attached=st.booleans()),
            max_size=1,
        ).map(tuple)
        for name, kind in (
            ("servers", "server"),
            ("load_balancers", "load_balancer"),
            ("floating_ips", "floating_ip"),
            ("volumes", "volume"),
        )
    },
)
archives = st.none() | GONE | st.builds(given.archive, moments, verified=st.booleans())
ASKING = given.memory(asked={"general": T0})  # and nothing shows yet what became of it
KNOWING = given.memory(metered=(given.metered("pool/1000", units=9),))  # and no list shows it
observations = st.builds(
    given.seen,
    pools=GONE | lists,
    cluster=GONE | clusters,
    leftovers=leftovers,
    archive=archives,
    receipt=GONE | st.booleans(),
    memory=st.sampled_from([given.memory(), Memory()]),
)


def mostly(usual: st.SearchStrategy[T], rare: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """What random looks hardly ever show: a lab where all is as it should be but one thing."""
    return st.one_of(usual, usual, usual, usual, rare)


almost_off = st.builds(
    given.empty,
    pools=mostly(st.just(()), GONE | lists),
    cluster=mostly(st.just(given.cluster(nodes=())), GONE | clusters),
    leftovers=mostly(st.just(given.NOTHING_LEFT), leftovers),
    receipt=mostly(st.just(True), GONE | st.booleans()),  # noqa: FBT003 -- a value to draw
    memory=mostly(st.just(given.memory()), st.sampled_from([Memory(), ASKING])),
)
almost_asleep = st.builds(
    given.seen,
    cluster=mostly(st.just(given.cluster(objects=given.ASLEEP)), GONE | clusters),
    archive=mostly(st.just(given.archive()), archives),
)

almost_up = st.builds(
    given.seen,
    pools=st.lists(
        st.builds(
            given.pool,
            st.integers(1, 999),
            ready=st.integers(0, 2),
            status=mostly(st.just(PoolStatus.ACTIVE), st.sampled_from(PoolStatus)),
            labels=mostly(st.just(given.OURS), labels),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda p: p.id,
    ).map(tuple),
    memory=st.just(given.memory()),
)

OVER = {"s-before": Closed(profile="standard", proven=T0 - timedelta(hours=1))}


def deletes(session: Session, seen: Observation, now: datetime) -> bool:
    acts = decide(session, seen, now, SETTINGS).actions
    return any(isinstance(a, DeletePool) for a in acts)


def test_the_laws_are_about_something() -> None:
    """Of random looks none is a lab that is off, or saved: a law that meets none cannot fail."""
    off = find(almost_off, lambda seen: phase_of(decide(DOWN, seen, T0, SETTINGS)) is STOPPED)
    assert off.pools == ()
    assert find(almost_off, lambda seen: phase_of(decide(None, seen, T0, SETTINGS)) is STOPPED)
    now = given.DOWN_AT + given.MINUTE
    assert find(almost_asleep, lambda seen: deletes(DOWN, seen, now)).archive is not None
    assert find(almost_up, lambda seen: deletes(given.session(), seen, now)).pools


def mine(seen: Observation) -> tuple[NodePool, ...]:
    pools = () if isinstance(seen.pools, Unknown) else seen.pools
    return tuple(p for p in pools if is_ours(p, SETTINGS))


@over(sessions | st.none(), observations, moments)
def test_a_decision_gives_a_reason_and_repeats_itself(
    session: Session | None, seen: Observation, now: datetime
) -> None:
    first = decide(session, seen, now, SETTINGS)
    assert first.reason
    assert first == decide(session, seen, now, SETTINGS)


@over(sessions | st.none(), observations, moments)
def test_only_what_is_provably_ours_is_deleted(
    session: Session | None, seen: Observation, now: datetime
) -> None:
    ids = {p.id for p in mine(seen)}
    deleted = [a for a in decide(session, seen, now, SETTINGS).actions if isinstance(a, DeletePool)]
    assert {a.id for a in deleted} <= ids


@over(almost_asleep | observations, moments)
def test_no_work_is_deleted_before_it_is_saved_but_by_the_limit(
    seen: Observation, now: datetime
) -> None:
    session = given.going_down()
    decision = decide(session, seen, now, SETTINGS)
    deletes = any(isinstance(a, DeletePool) for a in decision.actions)
    past = now - session.end >= SETTINGS.timing.money_wins_after
    over = seen.receipt is True  # it was saved and proven off: what stands now came late
    saved = isinstance(seen.archive, ArchiveSeen) and (
        seen.archive.verified and seen.archive.taken_at >= session.since
    )
    assert not deletes or past or saved or over
    if deletes and not saved:
        assert any(getattr(a, "alarm", False) for a in decision.actions)


@over(sessions, almost_up | observations, moments)
def test_no_work_is_deleted_under_a_lab_that_is_wanted_up(
    session: Session, seen: Observation, now: datetime
) -> None:
    """What goes at once has no node that works, is of one that is over, or was drained before."""
    seen = replace(seen, closed=OVER)
    decision = decide(session, seen, now, SETTINGS)
    if decision.session is None or decision.session.wanted is Wanted.DOWN:
        return
    gone = {a.id for a in decision.actions if isinstance(a, DeletePool)}
    shapes = {(w.name, w.flavor, w.nodes) for w in decision.session.pools}
    for pool in (p for p in mine(seen) if p.id in gone and p.ready):
        late = pool.labels is not None and pool.labels.session in OVER
        assert late or (pool.name, pool.flavor, pool.target) not in shapes


@over(sessions | st.none(), almost_off, moments)
def test_stopped_is_never_said_while_a_source_is_unknown_or_shows_something(
    session: Session | None, seen: Observation, now: datetime
) -> None:
    if phase_of(decide(session, seen, now, SETTINGS)) is not Phase.STOPPED:
        return
    assert not isinstance(seen.pools, Unknown)
    assert not isinstance(seen.cluster, Unknown)
    assert not mine(seen)
    assert all(now - at >= SETTINGS.timing.unanswered for at in seen.memory.asked.values())
    left = seen.leftovers
    for source in (left.servers, left.load_balancers, left.floating_ips, left.volumes):
        assert not isinstance(source, Unknown)
        assert not any(x.ours and (x.attached or x.kind != "volume") for x in source)


@over(sessions, observations, moments)
def test_nothing_is_created_for_a_lab_that_is_wanted_down(
    session: Session, seen: Observation, now: datetime
) -> None:
    decision = decide(session, seen, now, SETTINGS)
    assert decision.session is not None
    if decision.session.wanted is Wanted.DOWN:
        assert not any(isinstance(a, CreatePool) for a in decision.actions)


@over(sessions, observations, st.booleans(), moments)
def test_never_more_nodes_than_the_limit(
    session: Session,
    seen: Observation,
    hides: bool,
    now: datetime,
) -> None:
    """Whatever the list shows: a pool that is known by its id, and not known to be gone, counts."""
    seen = replace(seen, memory=KNOWING) if hides else seen
    asked = [a for a in decide(session, seen, now, SETTINGS).actions if isinstance(a, CreatePool)]
    if asked:
        standing = sum(p.target for p in mine(seen)) + (9 if hides else 0)
        assert standing + sum(a.wish.nodes for a in asked) <= SETTINGS.limits.nodes


@over(almost_off | observations, moments)
def test_nothing_of_openstack_is_deleted_but_ours(seen: Observation, now: datetime) -> None:
    left = seen.leftovers
    shown = [s for s in (left.load_balancers, left.floating_ips) if not isinstance(s, Unknown)]
    ids = {x.id for source in shown for x in source if x.ours}
    acts = decide(DOWN, seen, now, SETTINGS).actions
    assert {a.id for a in acts if isinstance(a, DeleteLeftover)} <= ids


@over(almost_asleep | observations, moments)
def test_no_pool_stands_past_the_limit_without_an_alarm(seen: Observation, now: datetime) -> None:
    """Guarantee G2. What somebody made by hand after the receipt has an end of its own."""
    standing = [p for p in mine(seen) if p.status is not PoolStatus.DELETING]
    past = now - DOWN.end >= SETTINGS.timing.money_wins_after
    acts = decide(DOWN, replace(seen, receipt=False), now, SETTINGS).actions
    if standing and past:
        assert any(isinstance(a, Message) and a.alarm for a in acts)
        assert {p.id for p in standing} == {a.id for a in acts if isinstance(a, DeletePool)}


@over(sessions, almost_asleep | observations, moments)
def test_what_cannot_be_seen_is_neither_created_nor_deleted(
    session: Session, seen: Observation, now: datetime
) -> None:
    blind = replace(seen, pools=given.GONE)
    acts = decide(session, blind, now, SETTINGS).actions
    assert not any(isinstance(a, CreatePool | DeletePool | DeleteLeftover) for a in acts)


@over(sessions, almost_asleep | almost_off | observations, moments)
def test_another_cluster_is_never_written_to(
    session: Session, seen: Observation, now: datetime
) -> None:
    objects = seen.cluster.objects if isinstance(seen.cluster, ClusterSeen) else {}
    foreign = replace(seen, cluster=given.cluster(uid="uid-other", objects=objects))
    acts = decide(session, foreign, now, SETTINGS).actions
    assert not any(isinstance(a, PatchObject | CreateObject | DeleteObject) for a in acts)


@over(observations, moments)
def test_an_archive_is_never_made_of_a_cluster_that_is_not_the_labs(
    seen: Observation, now: datetime
) -> None:
    foreign = replace(seen, cluster=given.cluster(uid="uid-other"))
    for session in (given.session(), given.going_down()):
        acts = decide(session, foreign, now, SETTINGS).actions
        assert not any(isinstance(a, MakeArchive) for a in acts)

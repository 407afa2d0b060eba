"""Rule 11, one row a situation: the platform keeps the last pool, and what is decided then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from shared.core.actions import CreatePool, DeletePool
from shared.core.decide import decide, phase_of
from shared.core.memory import Memory
from shared.core.pools import PARKED
from shared.core.refusals import last_pool
from shared.core.seen import NodePool, Observation, PoolStatus
from shared.core.session import Phase
from shared.core.settings import LastPool, PoolSpec, Settings
from tests.core import given
from tests.core.given import DOWN_AT, HOUR, MINUTE
from tests.core.test_next_step import words
from tests.fakes.world import GENERAL, MEMORY, SETTINGS

NOW = DOWN_AT + 10 * MINUTE
DOWN = given.going_down()
PARK = replace(SETTINGS, last_pool=LastPool.PARK)
REBUILD = replace(SETTINGS, last_pool=LastPool.REBUILD)
GENERAL_2 = given.pool()
SMALL = given.pool(109, PARKED, 1, flavor=GENERAL)
BOOTING = replace(SMALL, status=PoolStatus.CREATING, ready=0)
FAILED = replace(SMALL, status=PoolStatus.FAILED_QUOTA, ready=0)


def refused(*pools: NodePool, at: datetime = NOW - MINUTE, **asked: datetime) -> Memory:
    """The platform refused to delete these, as the last."""
    return given.memory(refused={last_pool(p.id): at for p in pools}, asked=asked)


def asleep(*pools: NodePool, memory: Memory) -> Observation:
    return given.seen(
        pools=pools,
        cluster=given.cluster(mark="", objects=given.ASLEEP),
        archive=given.archive(),
        memory=memory,
    )


ROWS: list[tuple[str, Settings, Observation, list[str], Phase]] = [
    (
        "alarm: said, and tried again",
        SETTINGS,
        asleep(GENERAL_2, memory=refused(GENERAL_2)),
        ["delete 101", "tell last-pool"],
        Phase.STOPPING,
    ),
    (
        "park: another pool is asked for first",
        PARK,
        asleep(GENERAL_2, memory=refused(GENERAL_2)),
        [f"create {PARKED} x1"],
        Phase.STOPPING,
    ),
    (
        "park: nothing was refused yet, so all of them go",
        PARK,
        asleep(GENERAL_2, memory=given.memory()),
        ["delete 101"],
        Phase.STOPPING,
    ),
    (
        "park: what was refused long ago is tried again first",
        PARK,
        asleep(GENERAL_2, memory=refused(GENERAL_2, at=NOW - HOUR)),
        ["delete 101"],
        Phase.STOPPING,
    ),
    (
        "park: one of two was refused, and the other still stands",
        PARK,
        asleep(GENERAL_2, given.pool(102, "memory", 1), memory=refused(GENERAL_2)),
        ["delete 101", "delete 102"],
        Phase.STOPPING,
    ),
    (
        "park: asked for a minute ago, it may land late",
        PARK,
        asleep(GENERAL_2, memory=refused(GENERAL_2, **{PARKED: NOW - MINUTE})),
        [],
        Phase.STOPPING,
    ),
    (
        "park: the small one boots, and the other waits for it",
        PARK,
        asleep(GENERAL_2, BOOTING, memory=refused(GENERAL_2)),
        [],
        Phase.STOPPING,
    ),
    (
        "park: the small one stands, and the other goes",
        PARK,
        asleep(GENERAL_2, SMALL, memory=refused(GENERAL_2)),
        ["delete 101"],
        Phase.STOPPING,
    ),
    (
        "park: of two small ones the lowest id stays",
        PARK,
        asleep(SMALL, replace(SMALL, id="110"), memory=given.memory()),
        ["delete 110"],
        Phase.STOPPING,
    ),
    (
        "park: the small one failed, and goes",
        PARK,
        asleep(GENERAL_2, FAILED, memory=given.memory()),
        ["delete 101", "delete 109"],
        Phase.STOPPING,
    ),
    (
        "park: the other is going",
        PARK,
        asleep(replace(GENERAL_2, status=PoolStatus.DELETING), SMALL, memory=given.memory()),
        [],
        Phase.STOPPING,
    ),
    (
        "parked: whether it is still kept is tried",
        PARK,
        asleep(SMALL, memory=given.memory()),
        ["delete 109", "tell parked"],
        Phase.PARKED,
    ),
    (
        "parked: it is kept",
        PARK,
        asleep(SMALL, memory=refused(SMALL)),
        ["tell parked"],
        Phase.PARKED,
    ),
    (
        "parked, and the mode was changed: it goes as any other",
        SETTINGS,
        asleep(SMALL, memory=given.memory()),
        ["delete 109"],
        Phase.STOPPING,
    ),
    (
        "rebuild: refused, and said",
        REBUILD,
        asleep(GENERAL_2, memory=refused(GENERAL_2)),
        ["delete 101", "tell rebuild-refused"],
        Phase.STOPPING,
    ),
]


@pytest.mark.parametrize(
    ("settings", "seen", "actions", "phase"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_the_last_pool(
    settings: Settings, seen: Observation, actions: list[str], phase: Phase
) -> None:
    decision = decide(DOWN, seen, NOW, settings)
    said = [words(a) for a in decision.actions if words(a) != "tell stopping"]
    assert (said, phase_of(decision)) == (actions, phase)
    assert decision.reason


def test_the_parked_node_is_of_the_cheapest_pool_whose_price_is_known() -> None:
    seen = replace(
        asleep(GENERAL_2, memory=refused(GENERAL_2)),
        prices={GENERAL: Decimal("0.09"), MEMORY: Decimal("0.06")},
    )
    (asked,) = (a for a in decide(DOWN, seen, NOW, PARK).actions if isinstance(a, CreatePool))
    assert (asked.wish.flavor, asked.wish.nodes, asked.labels.birth) == (MEMORY, 1, NOW)


def test_past_the_limit_the_parked_pool_is_left_and_the_others_go() -> None:
    late = DOWN.end + HOUR
    blind = replace(asleep(GENERAL_2, SMALL, memory=given.memory()), cluster=given.GONE)
    acts = decide(DOWN, blind, late, PARK).actions
    assert [a.id for a in acts if isinstance(a, DeletePool)] == ["101"]
    alone = replace(asleep(SMALL, memory=refused(SMALL, at=late)), cluster=given.GONE)
    assert phase_of(decide(DOWN, alone, late, PARK)) is Phase.PARKED


def test_rebuild_names_what_is_missing_and_is_never_carried_out() -> None:
    stands = asleep(GENERAL_2, memory=refused(GENERAL_2))
    drilled = replace(stands, archive=given.archive(drilled=NOW))
    late = DOWN.end + HOUR
    never = replace(stands, archive=None, memory=refused(GENERAL_2, at=late))
    for seen, now, why in (
        (stands, NOW, "archive lab-x is verified, and no drill of it has passed"),
        (drilled, NOW, "its drill passed, but the cluster keeps the lock"),
        (never, late, "no archive of this stop is verified"),
    ):
        decision = decide(DOWN, seen, now, REBUILD)
        assert decision.reason.startswith("rebuild refused: ")
        assert why in decision.reason


settings = st.sampled_from([SETTINGS, PARK, REBUILD])
pools = st.lists(
    st.sampled_from([GENERAL_2, SMALL, BOOTING, FAILED, given.pool(102, "memory", 1)]),
    min_size=1,
    max_size=3,
    unique_by=lambda p: p.id,
).map(tuple)
memories = st.sampled_from([given.memory(), refused(GENERAL_2), refused(SMALL), Memory()])


@over(settings, pools, memories, st.integers(0, 900))
def test_off_is_never_said_while_a_pool_of_ours_stands(
    mode: Settings, standing: tuple[NodePool, ...], memory: Memory, minutes: int
) -> None:
    seen = asleep(*standing, memory=memory)
    decision = decide(DOWN, seen, DOWN_AT + minutes * MINUTE, mode)
    assert phase_of(decision) is not Phase.STOPPED


@over(settings, pools, memories, st.integers(0, 900))
def test_what_is_parked_is_one_pool_of_one_node(
    mode: Settings, standing: tuple[NodePool, ...], memory: Memory, minutes: int
) -> None:
    seen = asleep(*standing, memory=memory)
    decision = decide(DOWN, seen, DOWN_AT + minutes * MINUTE, mode)
    if phase_of(decision) is Phase.PARKED:
        (one,) = standing
        assert (one.name, one.target) == (PARKED, 1)
    created = [a for a in decision.actions if isinstance(a, CreatePool)]
    assert not created or mode is PARK


def test_a_pool_of_that_name_without_a_label_is_ours_too() -> None:
    """Where labels do not come back, it must not be taken for somebody else's, and OFF said."""
    seen = given.empty(pools=(replace(SMALL, labels=None),), receipt=True)
    assert phase_of(decide(DOWN, seen, NOW, SETTINGS)) is not Phase.STOPPED


def test_a_configured_pool_of_a_price_that_is_not_known_is_parked_on_last() -> None:
    only = {"new": PoolSpec(name="new", flavor="x-flavor", zone="az-1", max_nodes=3)}
    seen = asleep(GENERAL_2, memory=refused(GENERAL_2))
    for pools, flavor in ((only, "x-flavor"), (only | dict(SETTINGS.pools), GENERAL)):
        acts = decide(DOWN, seen, NOW, replace(PARK, pools=pools)).actions
        assert [a.wish.flavor for a in acts if isinstance(a, CreatePool)] == [flavor]

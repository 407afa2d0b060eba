"""Whatever is replayed, doubled, missed or added, a total stays what it was."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.core.memory import Metered
from shared.core.metering import cost, meter, total
from shared.core.seen import Observation
from tests.core.looks import BIRTH, GENERAL, NO_ANSWER, SETTINGS, after, balancer, look, pool

PRICES = {GENERAL: Decimal("0.03"), "load_balancer": Decimal("0.015")}
END = 20_000


@dataclass(frozen=True)
class Thing:
    """Something that bills from `born` until `gone`, seconds after the birth."""

    id: int
    born: int
    gone: int

    def stands(self, at: int) -> bool:
        return self.born <= at < self.gone


@dataclass(frozen=True)
class Story:
    things: tuple[Thing, ...]
    times: tuple[int, ...]

    def look(self, at: int) -> Observation:
        shown = [t for t in self.things if t.stands(at)]
        return look(
            at,
            [pool(str(t.id)) for t in shown if t.id % 2],
            balancers=[balancer(str(t.id)) for t in shown if not t.id % 2],
        )

    def looks(self) -> list[Observation]:
        return [self.look(at) for at in self.times]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    spans = draw(
        st.lists(st.tuples(st.integers(0, END), st.integers(0, END)), min_size=1, max_size=5)
    )
    times = draw(st.lists(st.integers(0, END), min_size=1, max_size=12, unique=True))
    things = tuple(Thing(i, min(s), max(s)) for i, s in enumerate(spans))
    return Story(things, tuple(sorted(times)))


def chf(metered: tuple[Metered, ...]) -> Decimal:
    return total(cost(metered, PRICES, after(END)))


def merged(looks: list[Observation], lines: tuple[Metered, ...] = ()) -> tuple[Metered, ...]:
    for seen in looks:
        lines = meter(lines, seen, SETTINGS)
    return lines


@given(story=stories(), data=st.data())
def test_a_look_that_is_replayed_at_any_later_time_changes_nothing(
    story: Story, data: st.DataObject
) -> None:
    looks = story.looks()
    replayed: list[Observation] = []
    for count in range(1, len(looks) + 1):
        replayed.append(looks[count - 1])
        again = data.draw(st.lists(st.sampled_from(looks[:count]), max_size=3))
        replayed.extend(again)

    assert merged(replayed) == merged(looks)


@given(story=stories(), data=st.data())
def test_looks_in_any_order_come_to_the_same_once_each_was_delivered_again(
    story: Story, data: st.DataObject
) -> None:
    looks = story.looks()

    shuffled = merged(data.draw(st.permutations(looks)))

    assert merged(looks, shuffled) == merged(looks)


@given(story=stories(), data=st.data())
def test_the_order_of_looks_at_what_is_known_never_changes_a_total(
    story: Story, data: st.DataObject
) -> None:
    """Every thing was sighted at its birth; the looks after that may land in any order."""
    standing = Story(tuple(Thing(t.id, 0, t.gone + 1) for t in story.things), story.times)
    known = merged([standing.look(0)])
    looks = standing.looks()

    assert merged(data.draw(st.permutations(looks)), known) == merged(looks, known)


@given(story=stories(), extra=st.lists(st.integers(0, END), max_size=10))
def test_more_looks_never_make_a_total_larger(story: Story, extra: list[int]) -> None:
    """A thing is sighted earlier or its end is nearer the truth: a label fixes its beginning."""
    pools_only = Story(tuple(t for t in story.things if t.id % 2), story.times)
    seen = {t.id for t in pools_only.things if any(t.stands(at) for at in pools_only.times)}
    closer = Story(
        tuple(t for t in pools_only.things if t.id in seen),
        tuple(sorted({*story.times, *extra})),
    )

    assert chf(merged(closer.looks())) <= chf(merged(pools_only.looks()))


@given(story=stories(), data=st.data())
def test_looks_that_could_not_ask_never_change_a_total(story: Story, data: st.DataObject) -> None:
    looks = story.looks()
    blind = [look(at, NO_ANSWER, balancers=NO_ANSWER) for at in data.draw(_times())]
    mixed = sorted([*looks, *blind], key=lambda seen: seen.at)

    assert merged(mixed) == merged(looks)


@given(story=stories())
def test_nothing_is_billed_before_its_birth_nor_after_it_was_seen_gone(story: Story) -> None:
    for line in merged(story.looks()):
        thing = story.things[int(line.id.rpartition("/")[2])]
        later = [at for at in story.times if at >= thing.gone]
        assert line.since >= BIRTH
        assert line.until == (after(later[0]) if later else None)


def _times() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, END), max_size=5)

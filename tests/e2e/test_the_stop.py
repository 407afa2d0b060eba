"""A lab that everybody forgets: warned of, stopped in order, proven off. By the truth's account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from examples.demo import order, truth
from tests.e2e.town import POLL, Town

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """One whole session without a fault, as it was seen; `proof` is what the status showed."""

    requests: list[Json]
    events: list[Json]
    timeline: list[Json]
    messages: list[Json]
    proof: dict[str, str]
    off_said: str


@pytest.fixture(scope="module")
def forgotten(everything: Town) -> Iterator[Forgotten]:
    town = everything
    town.stage.receiver.messages.clear()
    before = town.mark()
    end = town.now + timedelta(hours=6)
    town.run("standard", 6)
    for _ in range(4):
        town.live(3600)
    town.live((end - timedelta(minutes=65) - town.now).total_seconds())
    while town.now < end:
        town.live(300)
    off = town.until("stopped", timedelta(minutes=15))
    yield Forgotten(
        requests=before.requests(),
        events=before.events(),
        timeline=town.stage.control.timeline(),
        messages=list(town.stage.receiver.messages),
        proof=off["proof"],
        off_said=off["now"],
    )
    town.put_to_bed()


def test_it_warns_at_five_hours_and_before_the_stop_and_says_what_it_does(
    forgotten: Forgotten,
) -> None:
    causes = [message["cause"].split(":")[0] for message in forgotten.messages]
    assert causes == ["up-for-long", "stops-soon", "stops-soon", "stopping", "off"]


def test_without_a_fault_there_is_no_alarm(forgotten: Forgotten) -> None:
    assert [message["cause"] for message in forgotten.messages if message["alarm"]] == []


def test_the_stop_kept_its_order(forgotten: Forgotten) -> None:
    assert order.broken(forgotten.requests, forgotten.events) == []


def _named(rule: order.Rule) -> str:
    return rule.told.replace(" ", "_")


@pytest.mark.parametrize("rule", order.ASKED, ids=_named)
def test_what_is_asked_too_late_is_seen(forgotten: Forgotten, rule: order.Rule) -> None:
    requests = _put_last(forgotten.requests, rule.before)
    assert rule.told in order.broken(requests, forgotten.events)


@pytest.mark.parametrize("rule", order.HAPPENED, ids=_named)
def test_what_happens_too_late_is_seen(forgotten: Forgotten, rule: order.Rule) -> None:
    events = _put_last(forgotten.events, rule.before)
    assert rule.told in order.broken(forgotten.requests, events)


def test_no_pool_of_0_nodes_was_ever_asked_for(forgotten: Forgotten) -> None:
    assert any(r["api"] == "kaas" and r["method"] == "POST" for r in forgotten.requests)
    assert not truth.ever_sent_zero(forgotten.requests)


def test_off_was_said_at_most_two_looks_after_the_truth(forgotten: Forgotten) -> None:
    said = truth.moment(forgotten.off_said)
    ended = truth.last_end(forgotten.timeline)
    assert ended <= said <= ended + timedelta(seconds=2 * POLL)


def test_every_source_of_the_proof_could_see(forgotten: Forgotten) -> None:
    assert set(forgotten.proof) == {
        *("pools", "nodes", "servers", "load_balancers", "floating_ips", "volumes")
    }
    assert all("it can see: " in evidence for evidence in forgotten.proof.values())


def test_an_archive_was_made_an_hour_before_the_end_and_one_at_the_stop(
    forgotten: Forgotten,
) -> None:
    made = [truth.moment(r["at"]) for r in forgotten.requests if order.ARCHIVE_INDEXED(r)]
    assert len(made) >= 2
    assert all(later - sooner <= timedelta(hours=1, minutes=5) for sooner, later in pairwise(made))


def _put_last(journal: list[Json], pick: Callable[[Json], bool]) -> list[Json]:
    """The same journal, had all that `pick` finds come after everything else."""
    turned = sorted(journal, key=pick)
    return [{**entry, "seq": seq} for seq, entry in enumerate(turned)]

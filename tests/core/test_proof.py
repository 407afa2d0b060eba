"""Proof of zero: a source counts once it has shown that it can see (rule 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.decide import decide
from shared.core.memory import Memory
from shared.core.proof import SOURCES, prove
from shared.core.remember import remember
from shared.core.seen import Leftovers, Observation
from shared.core.session import Phase
from tests.core import given
from tests.core.given import HOUR, T0
from tests.fakes.world import SETTINGS

DOWN = given.going_down()
OPENSTACK = {
    "servers": "server",
    "load_balancers": "load_balancer",
    "floating_ips": "floating_ip",
    "volumes": "volume",
}


def with_source(source: str, answer: object, **more: object) -> Observation:
    if source in OPENSTACK:
        left: Leftovers = replace(given.NOTHING_LEFT, **{source: answer})  # type: ignore[arg-type]  # by name
        return given.empty(leftovers=left, **more)
    return given.empty(**{"cluster" if source == "nodes" else "pools": answer}, **more)


def test_nothing_anywhere_seen_by_sources_that_could_see_is_proof() -> None:
    proof = prove(DOWN, given.empty(), SETTINGS)
    assert proof.holds
    assert set(proof.evidence) == set(SOURCES)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_that_could_not_be_asked_is_not_zero(source: str) -> None:
    proof = prove(DOWN, with_source(source, given.GONE), SETTINGS)
    assert not proof.holds
    assert f"could not ask {source}" in proof.missing[0]


@pytest.mark.parametrize("source", OPENSTACK)
def test_what_is_still_there_is_named(source: str) -> None:
    there = given.leftover(OPENSTACK[source], attached=True)
    proof = prove(DOWN, with_source(source, (there,)), SETTINGS)
    assert proof.missing == (f"{source} still shows {there.kind} {there.name}",)


@pytest.mark.parametrize("source", OPENSTACK)
def test_a_source_that_never_showed_anything_is_blind(source: str) -> None:
    shown = {k: v for k, v in given.memory().sighted.items() if k != source}
    proof = prove(DOWN, given.empty(memory=given.memory(sighted=shown)), SETTINGS)
    assert [text.split(" is blind")[0] for text in proof.missing] == [source]


@pytest.mark.parametrize("source", OPENSTACK)
def test_blindness_may_be_accepted_and_the_proof_says_so(source: str) -> None:
    shown = {k: v for k, v in given.memory().sighted.items() if k != source}
    accepting = replace(SETTINGS, accept_blind=frozenset({source}))
    proof = prove(DOWN, given.empty(memory=given.memory(sighted=shown)), accepting)
    assert proof.holds
    assert "BLIND" in proof.evidence[source]


def test_accepting_blindness_never_hides_what_is_seen() -> None:
    accepting = replace(SETTINGS, accept_blind=frozenset(OPENSTACK))
    there = with_source("servers", (given.leftover("server"),))
    assert not prove(DOWN, there, accepting).holds


def test_a_lost_memory_makes_sources_blind_and_never_a_false_off() -> None:
    lost = given.empty(memory=Memory())
    assert not prove(DOWN, lost, SETTINGS).holds


def test_a_memory_that_was_lost_on_the_way_does_not_say_that_nothing_ever_was() -> None:
    """A start that failed on quota saw no node either: but its memory was kept from the start."""
    lost = given.empty(memory=Memory())
    decision = decide(DOWN, lost, T0 + 3 * HOUR, SETTINGS)
    begun_anew = remember(decision, Phase.STOPPING, lost, T0 + 3 * HOUR, SETTINGS)
    assert begun_anew.session == DOWN.id
    assert not prove(DOWN, given.empty(memory=begun_anew), SETTINGS).holds


def test_the_sightings_of_another_session_prove_nothing() -> None:
    other = replace(given.memory(), session="s-before")
    assert not prove(DOWN, given.empty(memory=other), SETTINGS).holds


def test_a_permanent_object_seen_now_is_as_good_as_a_sighting() -> None:
    lasting = (given.leftover("server", ours=False),)
    seen = with_source("servers", lasting, memory=given.memory(sighted={"nodes": "n0"}))
    assert "servers" in prove(DOWN, seen, SETTINGS).evidence


def test_where_no_node_ever_joined_no_worker_can_have_made_anything() -> None:
    """A start that failed on quota must be able to end."""
    seen = given.empty(memory=given.memory(sighted={"servers": "a server"}))
    assert prove(DOWN, seen, SETTINGS).holds


def test_a_volume_that_is_kept_is_not_a_leftover() -> None:
    kept = (given.leftover("volume", attached=False),)
    assert prove(DOWN, with_source("volumes", kept), SETTINGS).holds


def test_the_nodes_of_another_cluster_prove_nothing() -> None:
    other = given.cluster(nodes=(), uid="uid-other")
    assert not prove(DOWN, with_source("nodes", other), SETTINGS).holds


def test_a_foreign_pools_node_is_not_ours() -> None:
    theirs = given.pool(106, "team-b", labels=None)
    node = given.node("theirs", pool="", flavor="other-flavor")
    seen = given.empty(pools=(theirs,), cluster=given.cluster((node,)))
    assert prove(DOWN, seen, SETTINGS).holds

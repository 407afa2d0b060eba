"""A pool that the profile no longer wants, on a platform that gives no labels back."""

from __future__ import annotations

from dataclasses import replace

from shared.core.actions import DeletePool, PatchObject
from shared.core.decide import decide
from shared.core.seen import Node, NodePool, Observation
from tests.core import given
from tests.core.given import HOUR, T0
from tests.fakes.world import GENERAL, SETTINGS

SURPLUS = given.pool(102, "memory", 1, flavor=GENERAL, labels=None)


def silent(name: str) -> Node:
    return given.node(name, pool="", token=None)


def seen(surplus: NodePool = SURPLUS, *nodes: Node) -> Observation:
    wanted = given.pool(labels=None)
    return given.seen(pools=(wanted, surplus), cluster=given.cluster(nodes))


def test_while_its_nodes_cannot_be_told_from_others_it_is_not_deleted_under_their_work() -> None:
    nodes = tuple(silent(f"n{i}") for i in range(3))
    decision = decide(given.session(), seen(SURPLUS, *nodes), T0 + HOUR, SETTINGS)
    assert not any(isinstance(a, DeletePool) for a in decision.actions)
    assert "memory stays until the stop" in decision.reason


def test_the_name_that_its_machines_bear_tells_its_nodes() -> None:
    named = replace(SURPLUS, machines="pck-12-memory-102")
    nodes = (silent("n0"), silent("n1"), silent("pck-12-memory-102-x7k2p"))
    decision = decide(given.session(), seen(named, *nodes), T0 + HOUR, SETTINGS)
    (cordon,) = [a for a in decision.actions if isinstance(a, PatchObject)]
    assert cordon.ref.name == "pck-12-memory-102-x7k2p"

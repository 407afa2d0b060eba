"""Rule 12: in which zone a pool is asked for, where its own has no node free."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.refusals import zone
from shared.core.scope import OPT_OUT
from shared.core.seen import ClusterSeen, Json, Observation, Unknown
from shared.core.zones import VOLUMES, placed
from tests.core import given
from tests.core.given import GENERAL_2, MINUTE, T0
from tests.fakes.world import GENERAL, SETTINGS

SPREAD = replace(
    SETTINGS,
    pools=dict(SETTINGS.pools)
    | {"general": replace(SETTINGS.pools["general"], other_zones=("az-1", "az-2"))},
)
NOW = T0 + 5 * MINUTE


def volume(*terms: Json, claim: str = "data") -> Json:
    spec = {
        "claimRef": {"namespace": "shop", "name": claim},
        "nodeAffinity": {"required": {"nodeSelectorTerms": list(terms)}},
    }
    return {"metadata": {"name": "pv"}, "spec": spec}


def lies_in(*zones: str) -> Json:
    return {"matchExpressions": [{"key": "any/zone", "operator": "In", "values": list(zones)}]}


def look(cluster: ClusterSeen | Unknown, *full: str) -> Observation:
    refused = {zone(GENERAL, name): NOW - MINUTE for name in full}
    return given.empty(cluster=cluster, memory=given.memory(refused=refused))


def holding(volumes: tuple[Json, ...] = (), **objects: tuple[Json, ...]) -> ClusterSeen:
    named = {name.replace("_", "."): found for name, found in objects.items()}
    return given.cluster(nodes=(), objects={VOLUMES: volumes, **named})


def chosen(seen: Observation) -> str:
    return placed(given.session(), GENERAL_2, seen, NOW, SPREAD).zone


def test_the_configured_zone_is_asked_first_and_nothing_is_said() -> None:
    assert placed(given.session(), GENERAL_2, look(holding()), NOW, SPREAD) == ("az-1", ())


def test_another_one_is_asked_where_it_is_full() -> None:
    assert chosen(look(holding(), "az-1")) == "az-2"
    assert chosen(look(holding(), "az-1", "az-2")) == "az-1"


def test_what_was_full_long_ago_is_asked_again() -> None:
    refused = {zone(GENERAL, "az-1"): NOW - 20 * MINUTE}
    seen = given.empty(cluster=holding(), memory=given.memory(refused=refused))
    assert chosen(seen) == "az-1"


def test_what_another_session_met_says_nothing_of_now() -> None:
    seen = look(holding(), "az-1")
    before = replace(seen, memory=replace(seen.memory, session="s-before"))
    assert placed(given.session(), GENERAL_2, before, NOW, SPREAD) == ("az-1", ())


def test_another_flavor_is_another_matter() -> None:
    refused = {zone("gpu", "az-1"): NOW - MINUTE}
    seen = given.empty(cluster=holding(), memory=given.memory(refused=refused))
    assert chosen(seen) == "az-1"


@pytest.mark.parametrize(
    "cluster", [given.GONE, given.cluster(nodes=())], ids=["not seen", "volumes not looked at"]
)
def test_where_the_volumes_are_not_known_no_other_zone_is_tried(
    cluster: ClusterSeen | Unknown,
) -> None:
    zone_, said = placed(given.session(), GENERAL_2, look(cluster, "az-1"), NOW, SPREAD)
    assert zone_ == "az-1"
    assert "is not tried, because which volumes it wakes" in said[0].en


def test_whatever_is_claimed_binds_though_nothing_that_is_seen_mounts_it() -> None:
    """An operator makes its pods once it wakes; of a sleeping lab no workload is read."""
    assert chosen(look(holding((volume(lies_in("az-1")),)), "az-1")) == "az-1"
    free = holding((volume(lies_in("az-1", "az-2")),))
    assert chosen(look(free, "az-1")) == "az-2"


def test_what_a_stop_leaves_alone_binds_nothing() -> None:
    spared = volume(lies_in("az-1"))
    spared["spec"]["claimRef"]["namespace"] = "kube-system"
    assert chosen(look(holding((spared,)), "az-1")) == "az-2"
    opted = {"metadata": {"name": "shop", "labels": {OPT_OUT: "true"}}}
    found = holding((volume(lies_in("az-1")),), namespaces=(opted,))
    assert chosen(look(found, "az-1")) == "az-2"


@pytest.mark.parametrize("phase", ["Released", "Failed"])
def test_nor_does_what_nothing_claims_any_more(phase: str) -> None:
    found = {**volume(lies_in("az-1")), "status": {"phase": phase}}
    assert chosen(look(holding((found,)), "az-1")) == "az-2"


@pytest.mark.parametrize(
    ("found", "where"),
    [
        (volume(lies_in("az-1"), lies_in("az-2")), "az-2"),  # terms are alternatives
        (volume(), "az-1"),
        (volume({"matchExpressions": [{"key": "any/arch", "operator": "In"}]}), "az-2"),
        (volume({"matchExpressions": [{"key": "any/zone", "operator": "Exists"}]}), "az-1"),
    ],
    ids=["either", "nothing said", "no word of zones", "not understood"],
)
def test_a_volume_says_itself_where_it_can_be(found: Json, where: str) -> None:
    assert chosen(look(holding((found,)), "az-1")) == where

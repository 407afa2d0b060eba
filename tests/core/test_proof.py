"""Proof of zero: a source counts once it has shown that it can see (rule 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core import kube
from shared.core.decide import decide
from shared.core.idle import claims, idle
from shared.core.memory import Memory
from shared.core.off import step_off
from shared.core.orphans import orphaned
from shared.core.proof import SOURCES, prove
from shared.core.remember import remember
from shared.core.seen import (
    Json,
    Leftovers,
    Loss,
    NodePool,
    Observation,
    Part,
    PoolStatus,
    Reach,
)
from shared.core.session import Phase
from shared.core.sight import shown
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


def sighted_but(source: str) -> Memory:
    memory = given.memory()
    return replace(memory, sighted={k: v for k, v in memory.sighted.items() if k != source})


KUBERNETES = given.workload("Service", "kubernetes", {}, namespace="default")
SERVICES: dict[str, tuple[Json, ...]] = {"services": (KUBERNETES,)}


def balanced(name: str, *how: str) -> Json:
    """A Service with a load balancer, or with one sign of it only."""
    signs = how or ("type", "finalizer", "address")
    spec = {"type": "LoadBalancer"} if "type" in signs else {"type": "ClusterIP"}
    held = {"finalizers": [kube.CLEANUP]} if "finalizer" in signs else {}
    ingress = {"status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}}}
    service = given.workload("Service", name, spec, **held)
    return {**service, **(ingress if "address" in signs else {})}


def claimed(id_: str) -> Json:
    csi = {"driver": "cinder.csi.openstack.org", "volumeHandle": id_}
    return given.workload("PersistentVolume", "pvc-1", {"csi": csi})


def without_balancers(source: str, *services: Json, **more: object) -> Observation:
    """Off, with a cluster that answers in full, and one source that never showed anything."""
    cluster = given.cluster((), objects={"services": (KUBERNETES, *services)})
    return given.empty(**({"cluster": cluster, "memory": sighted_but(source)} | more))


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
    proof = prove(DOWN, given.empty(memory=sighted_but(source)), SETTINGS)
    assert [text.split(" is blind")[0] for text in proof.missing] == [source]


@pytest.mark.parametrize("source", OPENSTACK)
def test_blindness_may_be_accepted_and_the_proof_says_so(source: str) -> None:
    accepting = replace(SETTINGS, accept_blind=frozenset({source}))
    proof = prove(DOWN, given.empty(memory=sighted_but(source)), accepting)
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


@pytest.mark.parametrize("source", OPENSTACK)
def test_other_peoples_things_are_no_sign_of_sight(source: str) -> None:
    """A credential of another project, full of other people's things, proves nothing about ours."""
    theirs = (given.leftover(OPENSTACK[source], ours=False),)
    blind = with_source(source, theirs, memory=sighted_but(source))
    assert f"{source} is blind" in prove(DOWN, blind, SETTINGS).missing[0]


@pytest.mark.parametrize("source", OPENSTACK)
def test_a_sighting_by_another_credential_project_or_region_proves_nothing(source: str) -> None:
    """Seen while it ran, and then somebody changed the credential: its zero is another's."""
    then, now = Reach(credential="c1", project="p1", region="r"), Reach(project="p2", region="r")
    ran = replace(given.NOTHING_LEFT, reach=then, **{source: (given.leftover("x", attached=True),)})
    memory = sighted_but(source)
    sighted = memory.sighted | shown(DOWN, given.seen(leftovers=ran, memory=memory), SETTINGS)
    off = given.empty(
        leftovers=replace(given.NOTHING_LEFT, reach=now), memory=replace(memory, sighted=sighted)
    )
    missing = [text for text in prove(DOWN, off, SETTINGS).missing if text.startswith(source)]
    assert missing[0].startswith(f"{source} is blind, it never showed anything to the credential")
    assert "project p2 in region r" in missing[0]
    back = replace(off, leftovers=replace(given.NOTHING_LEFT, reach=then))
    assert source in prove(DOWN, back, SETTINGS).evidence


@pytest.mark.parametrize("source", OPENSTACK)
def test_a_reach_that_is_known_to_be_wrong_is_blind_whatever_it_showed(source: str) -> None:
    wrong = Reach(project="p2", wrong="the credential is of project p2, the lab's is p1")
    off = given.empty(leftovers=replace(given.NOTHING_LEFT, reach=wrong))
    proof = prove(DOWN, off, SETTINGS)
    assert any(t.startswith(f"{source} is blind, the credential is of") for t in proof.missing)
    accepting = replace(SETTINGS, accept_blind=frozenset(OPENSTACK))
    told = prove(DOWN, off, accepting)
    assert told.holds
    assert told.evidence[source].startswith("none, but BLIND: the credential is of project p2")


def test_where_it_is_not_known_whose_things_are_shown_nothing_is_proven() -> None:
    off = given.empty(leftovers=replace(given.NOTHING_LEFT, reach=given.GONE))
    assert [t.split(":")[0] for t in prove(DOWN, off, SETTINGS).missing] == [
        f"could not ask {source}" for source in OPENSTACK
    ]


def test_a_nodes_port_shows_that_neutron_can_see() -> None:
    ports = replace(given.NOTHING_LEFT, ports=(given.leftover("port"),))
    ran = given.seen(leftovers=ports, memory=sighted_but("floating_ips"))
    sighted = ran.memory.sighted | shown(given.session(), ran, SETTINGS)
    off = given.empty(memory=given.memory(sighted=sighted))
    assert prove(DOWN, off, SETTINGS).evidence["floating_ips"].endswith("showed port a port")


def test_where_no_node_ever_joined_no_worker_can_have_made_anything() -> None:
    """A start that failed on quota must be able to end."""
    cluster = given.cluster((), objects=SERVICES)
    seen = given.empty(cluster=cluster, memory=given.memory(sighted={"servers": "a server"}))
    assert prove(DOWN, seen, SETTINGS).holds


def remembered(seen: Observation) -> Observation:
    """A look of a session that is wanted up, from its very beginning, as the memory has it."""
    decision = decide(given.session(), seen, T0, SETTINGS)
    return replace(seen, memory=remember(decision, Phase.STARTING, seen, T0, SETTINGS))


def test_that_is_not_concluded_from_a_cluster_that_could_not_be_seen() -> None:
    """Nodes may have joined, and load balancers may have been made, while nobody could look."""
    looked = remembered(given.seen(cluster=given.GONE, memory=Memory()))
    assert looked.memory.whole
    asks = given.cluster((), objects={"services": (KUBERNETES, balanced("web", "type"))})
    after = given.empty(cluster=asks, memory=looked.memory)
    assert idle("load_balancers", DOWN, after) == ""
    blind_before_any_pool = remembered(given.empty(cluster=given.GONE, memory=Memory()))
    assert idle("load_balancers", DOWN, replace(after, memory=blind_before_any_pool.memory))


def test_nor_from_a_list_of_services_that_is_not_whole() -> None:
    cluster = given.cluster((), objects={"services": ()})
    seen = given.empty(cluster=cluster, memory=given.memory(sighted={}))
    assert idle("load_balancers", DOWN, seen) == ""


def test_that_no_pool_could_boot_is_not_concluded_from_lists_that_failed() -> None:
    asked = Memory(session=given.ID, whole=True, asked={"general": T0})
    looked = remembered(given.seen(pools=given.GONE, memory=asked))
    after = given.empty(memory=looked.memory)
    assert idle("servers", DOWN, after) == ""
    assert idle("servers", DOWN, replace(after, memory=asked))


CREATING = given.pool(ready=0, status=PoolStatus.CREATING)
REFUSED = replace(CREATING, status=PoolStatus.FAILED_QUOTA, faults=("Quota exceeded",))
PARTLY_UP = replace(REFUSED, ready=1)
FAILED = replace(CREATING, status=PoolStatus.FAILED)
ACTIVE = replace(CREATING, status=PoolStatus.ACTIVE)
MINE = {**SERVICES, "persistentvolumes": (claimed("vol-1"),)}
OF_THE_LAB = replace(given.NOTHING_LEFT, volumes=(given.leftover("volume", id="vol-1"),))


def never_up(*pools: NodePool, left: Leftovers = given.NOTHING_LEFT) -> Observation:
    """Pools as look after look showed them, no node ever, and now the provider denies them."""
    empty = given.cluster((), objects=MINE)
    seen = given.seen(pools=(), cluster=empty, leftovers=left, memory=Memory())
    for minute, pool in enumerate(pools):
        at = T0 + minute * given.MINUTE
        seen = remembered(replace(seen, at=at, pools=(pool,)))
    at = T0 + len(pools) * given.MINUTE
    return replace(seen, at=at, pools=(), gone=frozenset(p.id for p in pools))


def servers(seen: Observation) -> str:
    return idle("servers", DOWN, seen)


def test_pools_that_the_quota_refused_left_nothing_to_show() -> None:
    """They were Creating first: that they might have booted is no sign that they did."""
    seen = never_up(CREATING, REFUSED)
    assert seen.memory.sighted["pools"]
    assert servers(seen).startswith("the quota refused every pool, no node ever joined")
    assert prove(DOWN, seen, SETTINGS).evidence["servers"].startswith("none; nothing to show")


@pytest.mark.parametrize("pool", [PARTLY_UP, FAILED, ACTIVE])
@pytest.mark.parametrize("left", [given.NOTHING_LEFT, OF_THE_LAB])
def test_a_pool_that_may_have_had_machines_leaves_nova_blind(
    pool: NodePool, left: Leftovers
) -> None:
    assert servers(never_up(CREATING, pool, REFUSED, left=left)) == ""
    assert servers(never_up(CREATING, REFUSED, pool, left=left)) == ""


@pytest.mark.parametrize("how", ["not denied", "memory lost", "cluster unseen", "node joined"])
def test_that_is_not_concluded_without_all_that_it_rests_on(how: str) -> None:
    """An empty list alone says nothing of a pool; and what was not seen may have been."""
    seen = never_up(CREATING, REFUSED)
    if how == "not denied":
        seen = replace(seen, gone=frozenset())
    elif how == "memory lost":
        seen = replace(seen, memory=replace(seen.memory, whole=False))
    elif how == "cluster unseen":
        was = remembered(replace(seen, pools=(REFUSED,), cluster=given.GONE))
        seen = replace(seen, memory=was.memory)
    else:
        was = remembered(replace(seen, pools=(REFUSED,), cluster=given.cluster(objects=MINE)))
        seen = replace(seen, memory=was.memory)
    assert servers(seen) == ""


@pytest.mark.parametrize(("left", "sure"), [(OF_THE_LAB, True), (given.NOTHING_LEFT, False)])
def test_a_pool_that_went_while_it_was_creating_is_gone_where_the_labs_project_answers(
    left: Leftovers, *, sure: bool
) -> None:
    """Machines were under way: to another project's credential they are gone as well."""
    assert bool(servers(never_up(CREATING, left=left))) is sure


@pytest.mark.parametrize("wrong", ["the credential is of project p2, the lab's is p1"])
def test_a_wrong_reach_is_blind_whatever_the_quota_said(wrong: str) -> None:
    left = replace(given.NOTHING_LEFT, reach=Reach(project="p2", wrong=wrong))
    missing = prove(DOWN, never_up(CREATING, REFUSED, left=left), SETTINGS).missing
    assert any(text.startswith("servers is blind") for text in missing)


def test_what_helps_is_said_a_run_that_shows_itself_or_the_acceptance() -> None:
    never_ran = prove(DOWN, never_up(CREATING), SETTINGS).missing
    assert "start and stop the lab once lets it show itself; to accept" in never_ran[0]
    ran = prove(DOWN, given.empty(memory=sighted_but("servers")), SETTINGS).missing
    assert "start and stop" not in ran[0]


@pytest.mark.parametrize("before", [given.memory(), given.memory(session="s-before")])
def test_a_memory_that_was_put_back_is_never_whole_again(before: Memory) -> None:
    lost = Loss(Part.MEMORY, "it is older than what was last written")
    off = without_balancers("volumes", memory=before, lost=(lost,))
    assert idle("volumes", DOWN, off) == ""
    decision = decide(DOWN, off, T0 + 3 * HOUR, SETTINGS)
    after = remember(decision, Phase.STOPPING, off, T0 + 3 * HOUR, SETTINGS)
    assert after.session == DOWN.id
    assert not after.whole
    assert idle("volumes", DOWN, replace(off, memory=after, lost=())) == ""


def test_what_an_earlier_session_left_behind_is_not_undone_by_a_start_that_failed() -> None:
    """Its stop was forced, nobody could see its load balancer, and then there was no quota."""
    seen = given.empty(
        cluster=given.cluster((), objects={"services": (KUBERNETES, balanced("web"))}),
        memory=given.memory(sighted={"servers": "a server"}),
    )
    assert [t.split()[0] for t in prove(DOWN, seen, SETTINGS).missing] == [
        "load_balancers",
        "floating_ips",
    ]


NEVER = "no Service ever had an address, and none has or waits for a load balancer"


@pytest.mark.parametrize("source", ["load_balancers", "floating_ips"])
def test_where_no_service_ever_had_an_address_there_was_nothing_to_show(source: str) -> None:
    plain = given.workload("Service", "web", {"type": "ClusterIP"})
    proof = prove(DOWN, without_balancers(source, plain), SETTINGS)
    assert proof.evidence[source] == f"none; nothing to show: {NEVER}"


@pytest.mark.parametrize("source", ["load_balancers", "floating_ips"])
@pytest.mark.parametrize("how", ["type", "finalizer", "address"])
def test_a_service_that_has_or_may_have_a_load_balancer_is_not_nothing(
    source: str, how: str
) -> None:
    """Its stage was passed by, or the stop forced: what made it never said that it is gone."""
    unseen = without_balancers(source, balanced("web", how))
    assert f"{source} is blind" in prove(DOWN, unseen, SETTINGS).missing[0]


@pytest.mark.parametrize("source", ["load_balancers", "floating_ips"])
def test_an_address_that_was_there_once_makes_its_source_blind_that_did_not_show_it(
    source: str,
) -> None:
    ran = given.cluster(objects={"services": (KUBERNETES, balanced("web", "address"))})
    memory = sighted_but(source)
    sighted = memory.sighted | claims(given.seen(cluster=ran))
    off = without_balancers(source, memory=replace(memory, sighted=sighted))
    assert f"{source} is blind" in prove(DOWN, off, SETTINGS).missing[0]


@pytest.mark.parametrize("how", ["memory lost", "list not whole", "other cluster"])
def test_nothing_to_show_needs_the_whole_memory_and_a_whole_list_of_the_labs_cluster(
    how: str,
) -> None:
    off = without_balancers("load_balancers")
    if how == "memory lost":
        off = replace(off, memory=replace(off.memory, whole=False))
    elif how == "list not whole":
        off = replace(off, cluster=given.cluster((), objects={"services": ()}))
    else:
        off = replace(off, cluster=given.cluster((), objects=SERVICES, uid="uid-other"))
    assert any("load_balancers is blind" in t for t in prove(DOWN, off, SETTINGS).missing)


def test_where_no_volume_was_ever_claimed_cinder_had_nothing_to_show() -> None:
    off = without_balancers("volumes")
    assert prove(DOWN, off, SETTINGS).evidence["volumes"] == (
        "none attached; nothing to show: no volume of the lab was ever claimed"
    )


@pytest.mark.parametrize("when", ["now", "once"])
def test_a_claimed_volume_that_cinder_never_showed_makes_it_blind(when: str) -> None:
    objects = {**SERVICES, "persistentvolumes": (claimed("vol-1"),)}
    off = without_balancers("volumes")
    if when == "now":
        off = replace(off, cluster=given.cluster((), objects=objects))
    else:
        sighted = off.memory.sighted | claims(given.seen(cluster=given.cluster(objects=objects)))
        off = replace(off, memory=replace(off.memory, sighted=sighted))
    assert "volumes is blind" in prove(DOWN, off, SETTINGS).missing[0]


@pytest.mark.parametrize(("id_", "sees"), [("vol-1", True), ("vol-of-another-lab", False)])
def test_a_volume_that_stays_is_a_control_by_the_id_that_the_cluster_knows(
    id_: str,
    *,
    sees: bool,
) -> None:
    """A twin of the lab in another project has volumes that are called the same."""
    objects = {**SERVICES, "persistentvolumes": (claimed("vol-1"),)}
    stays = (given.leftover("volume", id=id_),)
    off = replace(
        with_source("volumes", stays, memory=sighted_but("volumes")),
        cluster=given.cluster((), objects=objects),
    )
    assert prove(DOWN, off, SETTINGS).holds is sees


def test_a_node_is_left_over_only_where_nova_can_see() -> None:
    """To a credential of another project every server is gone."""
    dead = given.node(ready=False)
    blind = given.empty(cluster=given.cluster((dead,)), memory=sighted_but("servers"))
    step = step_off(DOWN, blind, T0, SETTINGS)
    assert step.actions == ()
    assert "servers is blind" in step.reason
    sees = replace(blind, memory=given.memory())
    assert step_off(DOWN, sees, T0, SETTINGS).actions != ()


@pytest.mark.parametrize("how", ["said to be wrong", "never showed our nodes' servers"])
def test_what_is_called_like_ours_in_a_project_that_is_not_the_labs_is_left_alone(
    how: str,
) -> None:
    reach = Reach(wrong="another project") if how == "said to be wrong" else Reach()
    theirs = replace(
        given.NOTHING_LEFT, reach=reach, load_balancers=(given.leftover("load_balancer"),)
    )
    memory = given.memory() if reach.wrong else sighted_but("servers")
    assert orphaned(given.empty(leftovers=theirs, memory=memory), SETTINGS) == ()


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


def test_a_list_of_services_that_is_not_whole_makes_no_address_a_kept_one() -> None:
    """Each cluster has default/kubernetes: a list without even that says nothing of absence."""
    left = replace(
        given.NOTHING_LEFT, floating_ips=(given.leftover("floating_ip", service="shop/web"),)
    )
    for services, holds in (((), False), ((KUBERNETES,), True)):
        cluster = given.cluster((), objects={"services": services})
        proof = prove(given.going_down(), given.empty(leftovers=left, cluster=cluster), SETTINGS)
        assert proof.holds is holds

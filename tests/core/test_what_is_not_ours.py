"""What a stop leaves alone: nodes, volumes and pods that are somebody else's, or opted out (G8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.actions import DeleteLeftover, DeleteObject
from shared.core.decide import next_step
from shared.core.memory import Memory
from shared.core.neighbours import disowned
from shared.core.orphans import ATTACHMENTS, orphaned
from shared.core.scope import OPT_OUT, scope_of
from shared.core.seen import Json, Reach, Unknown
from shared.core.sight import CINDER
from tests.core import given
from tests.core.given import DOWN_AT
from tests.fakes.world import SETTINGS


def attachment(volume: str, node: str = "n0") -> Json:
    spec = {"source": {"persistentVolumeName": volume}, "nodeName": node}
    return given.workload("VolumeAttachment", f"at-{volume}", spec, namespace="")


def volume(name: str, claim: str) -> Json:
    spec = {"claimRef": {"namespace": "shop", "name": claim}}
    return given.workload("PersistentVolume", name, spec, namespace="")


def pod(name: str, claim: str, **meta: object) -> Json:
    mounts = [{"name": "v", "persistentVolumeClaim": {"claimName": claim}}, {"name": "tmp"}]
    return given.workload("Pod", name, {"volumes": mounts}, **meta)


def test_the_volume_of_a_pod_that_is_left_alone_is_not_waited_for() -> None:
    objects = {
        "pods": (pod("kept", "one", labels={OPT_OUT: "true"}), pod("ours", "two")),
        "persistentvolumes": (volume("pv-1", "one"), volume("pv-2", "two")),
        ATTACHMENTS: (attachment("pv-1"), attachment("pv-2"), attachment("pv-lost")),
    }
    scope = scope_of(given.cluster(objects=objects), SETTINGS)
    assert [a["metadata"]["name"] for a in scope.attached()] == ["at-pv-2", "at-pv-lost"]


def test_an_attachment_to_a_node_that_works_is_a_foreign_pools() -> None:
    theirs = given.node("theirs", pool="", flavor="other-flavor")
    left = (attachment("pv-1", "theirs"), attachment("pv-2", "gone"))
    cluster = given.cluster((theirs,), objects={ATTACHMENTS: left})
    acts = orphaned(given.empty(cluster=cluster), SETTINGS)
    assert {a.ref.name for a in acts if isinstance(a, DeleteObject)} == {"at-pv-2"}


def test_a_node_that_never_had_a_server_was_joined_by_hand() -> None:
    dead = replace(given.node("by-hand", ready=False), provider_id="")
    seen = given.empty(cluster=given.cluster((dead,)))
    assert next_step(given.going_down(), seen, DOWN_AT, SETTINGS).actions == ()


def test_a_server_of_a_foreign_pool_is_foreign_however_much_its_name_is_like_ours() -> None:
    theirs = given.pool(7, "team-b", labels=None, machines="pck-12-team-b-7")
    ours = given.pool(8, machines="pck-12-general-8")
    names = ("pck-12-team-b-7-x7k2p", "pck-12-general-8-m2n4q", "pck-12-team-b-77-zzzzz")
    servers = tuple(given.leftover("server", name=name) for name in names)
    shown = disowned(servers, (theirs, ours), SETTINGS)
    assert not isinstance(shown, Unknown)
    assert [s.ours for s in shown] == [False, True, True]


def test_where_the_pools_cannot_be_seen_no_server_is_explained_away() -> None:
    servers = (given.leftover("server"),)
    assert disowned(servers, given.GONE, SETTINGS) == servers
    assert disowned(given.GONE, (), SETTINGS) == given.GONE


ELSEWHERE = Reach(credential="c", project="theirs", region="dc3-a")


@pytest.mark.parametrize("memory", [Memory(session=given.ID), given.memory(sighted={})])
def test_in_a_project_that_showed_nothing_of_the_lab_names_prove_nothing(memory: Memory) -> None:
    """A new memory, or a session whose nodes never joined: their balancer bears the lab's name."""
    left = replace(
        given.NOTHING_LEFT, load_balancers=(given.leftover("load_balancer"),), reach=ELSEWHERE
    )
    assert orphaned(given.empty(leftovers=left, memory=memory), SETTINGS) == ()


def test_a_volume_that_the_cluster_names_by_its_id_shows_whose_project_it_is() -> None:
    left = replace(
        given.NOTHING_LEFT,
        load_balancers=(given.leftover("load_balancer"),),
        volumes=(given.leftover("volume", id="cinder-1"),),
        reach=ELSEWHERE,
    )
    cluster = given.cluster((), objects={"persistentvolumes": (in_cinder("pv-1", "cinder-1"),)})
    acts = orphaned(given.empty(leftovers=left, cluster=cluster, memory=Memory()), SETTINGS)
    assert [a.id for a in acts if isinstance(a, DeleteLeftover)] == ["load_balancer-1"]


def test_an_attachment_stays_until_cinder_shows_its_volume_detached() -> None:
    """A credential of another project shows no volume at all: that is not "detached"."""
    objects = {
        "persistentvolumes": (in_cinder("pv-1", "cinder-1"),),
        ATTACHMENTS: (attachment("pv-1", "gone"),),
    }
    cluster = given.cluster((), objects=objects)
    assert orphaned(given.empty(cluster=cluster), SETTINGS) == ()
    shown = replace(given.NOTHING_LEFT, volumes=(given.leftover("volume", id="cinder-1"),))
    acts = orphaned(given.empty(cluster=cluster, leftovers=shown), SETTINGS)
    assert {a.ref.name for a in acts if isinstance(a, DeleteObject)} == {"at-pv-1"}


def test_another_projects_silence_detaches_nothing() -> None:
    wrong = replace(given.NOTHING_LEFT, reach=replace(ELSEWHERE, wrong="of another project"))
    cluster = given.cluster((), objects={ATTACHMENTS: (attachment("pv-1", "gone"),)})
    assert orphaned(given.empty(cluster=cluster, leftovers=wrong), SETTINGS) == ()


def in_cinder(name: str, id_: str) -> Json:
    csi = {"driver": CINDER, "volumeHandle": id_}
    return given.workload("PersistentVolume", name, {"csi": csi}, namespace="")

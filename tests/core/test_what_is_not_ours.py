"""What a stop leaves alone: nodes, volumes and pods that are somebody else's, or opted out (G8)."""

from __future__ import annotations

from dataclasses import replace

from shared.core.actions import DeleteObject
from shared.core.decide import next_step
from shared.core.neighbours import disowned
from shared.core.orphans import ATTACHMENTS, orphaned
from shared.core.scope import OPT_OUT, scope_of
from shared.core.seen import Json, Unknown
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

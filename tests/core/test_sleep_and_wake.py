"""What a stop changes in the cluster and a start changes back, object by object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from shared.core import kube, quiesce, records, wake
from shared.core.actions import Action, CreateObject, DeleteObject, PatchObject
from shared.core.scope import Scope, scope_of
from shared.core.seen import Json
from shared.core.surplus import drain
from tests.core import given
from tests.fakes.kube import merged
from tests.fakes.world import SETTINGS

RECORDED = records.record(given.ID, [])


def scope(objects: Mapping[str, tuple[Json, ...]], *, recorded: bool = True) -> Scope:
    secrets = tuple(
        {**c.body, "metadata": {**c.body["metadata"], "uid": "u", "resourceVersion": "1"}}
        for c in RECORDED
    )
    known = {**objects} | ({"secrets/veilleur": secrets} if recorded else {})
    return scope_of(given.cluster(objects=known), SETTINGS)


def patches(found: quiesce.Stage | None) -> list[PatchObject]:
    assert found is not None
    return [a for a in found.actions if isinstance(a, PatchObject)]


def deployment(replicas: int, **meta: Any) -> Json:  # noqa: ANN401 -- any metadata
    return given.workload("Deployment", "web", {"replicas": replicas}, **meta)


def test_replicas_and_what_they_were_go_in_one_patch_under_a_precondition() -> None:
    (patch,) = patches(quiesce.next_stage(scope({"deployments.apps": (deployment(3),)}), given.ID))
    note = patch.patch["metadata"]["annotations"][kube.REPLICAS]
    assert patch.patch["spec"] == {"replicas": 0}
    assert json.loads(note) == {"session": given.ID, "was": 3}
    assert patch.resource_version == "5"


def test_an_annotation_that_is_there_is_never_overwritten() -> None:
    """Somebody scaled it up again after our 0: the first number stays remembered."""
    noted = deployment(7, annotations=kube.remember(kube.REPLICAS, given.ID, 3))
    (patch,) = patches(quiesce.next_stage(scope({"deployments.apps": (noted,)}), given.ID))
    assert patch.patch == {"spec": {"replicas": 0}}


def test_a_workload_at_0_by_choice_is_left_alone() -> None:
    assert quiesce.next_stage(scope({"deployments.apps": (deployment(0),)}), given.ID) is None


def test_protected_and_opted_out_namespaces_are_out_of_scope() -> None:
    system = deployment(1, namespace="kube-system")
    opted = deployment(1, namespace="keep-me")
    kept = deployment(1, labels={"veilleur.dev/keep": "true"})
    namespace = {"metadata": {"name": "keep-me", "labels": {"veilleur.dev/keep": "true"}}}
    objects = {"deployments.apps": (system, opted, kept), "namespaces": (namespace,)}
    assert quiesce.next_stage(scope(objects), given.ID) is None


def test_nothing_goes_down_before_its_way_back_is_recorded() -> None:
    objects = {"deployments.apps": (deployment(3),), "pods": (bare(),)}
    found = quiesce.next_stage(scope(objects, recorded=False), given.ID)
    assert found is not None
    assert [type(a) for a in found.actions] == [CreateObject, CreateObject]


def bare(**meta: Any) -> Json:  # noqa: ANN401 -- any metadata
    return given.workload("Pod", "bare", {"nodeName": "n0", "containers": []}, **meta)


def secrets_of(actions: Iterable[Action]) -> tuple[Json, ...]:
    """The Secrets that these actions make, as the cluster would then show them."""
    bodies = [a.body for a in actions if isinstance(a, CreateObject) and a.ref.resource != "pods"]
    made = [b for b in bodies if b["kind"] == "Secret"]
    known = {"uid": "u", "resourceVersion": "1"}
    return tuple({**body, "metadata": {**body["metadata"], **known}} for body in made)


def test_a_bare_pod_that_comes_during_the_stop_is_recorded_before_it_ends() -> None:
    found = quiesce.next_stage(scope({"pods": (bare(),)}), given.ID)
    assert found is not None
    assert found.name == "record"
    later = secrets_of((*RECORDED, *found.actions))
    after = scope({"pods": (bare(),), "secrets/veilleur": later}, recorded=False)
    ending = quiesce.next_stage(after, given.ID)
    assert ending is not None
    assert ending.name == "bare pods"


def test_a_stop_that_was_taken_back_is_no_record_of_the_next_one() -> None:
    """The wake in between may forget it late, when this stop has ended the pods it names."""
    stop = given.going_down()
    first, second = records.of_stop(replace(stop, since=given.T0)), records.of_stop(stop)
    there = secrets_of(records.record(first, [records.pod_entry(bare())]))
    found = quiesce.next_stage(
        scope({"pods": (bare(),), "secrets/veilleur": there}, recorded=False), given.ID, second
    )
    assert found is not None
    assert found.name == "record"
    kept = records.recorded(secrets_of(found.actions), second)
    assert [entry["resource"] for entry in kept or ()] == ["pods"]


def test_a_wake_that_forgets_a_record_changes_the_pods_that_stayed() -> None:
    """Their deletion may still be on its way, under the version that the stop had seen."""
    there = secrets_of(records.record(given.ID, [records.pod_entry(bare())]))
    found = wake.next_stage(scope({"pods": (bare(),), "secrets/veilleur": there}, recorded=False))
    assert found is not None
    assert [type(a) for a in found.actions] == [PatchObject, DeleteObject]


def test_a_record_is_kept_while_its_pod_is_still_ending() -> None:
    """A start in the middle of a stop: the name is free only once the old one has gone."""
    secrets = secrets_of(records.unrecorded((), given.ID, (bare(),)))
    going = bare(deletionTimestamp="2026-01-06T17:00:00Z")
    waiting = wake.next_stage(
        scope({"pods": (going,), "secrets/veilleur": secrets}, recorded=False)
    )
    assert waiting is not None
    assert waiting.name == "bare pods"


def test_a_bare_pod_on_a_surplus_node_is_recorded_before_it_is_evicted() -> None:
    memory = given.pool(102, "memory", nodes=1)
    wish = given.session(pools=(given.MEMORY_1,))
    cordoned = tuple(replace(n, schedulable=False) for n in given.TWO_NODES)
    pools = (given.pool(), memory)

    def next_acts(secrets: tuple[Json, ...]) -> tuple[Action, ...]:
        objects = {"pods": (bare(),), "secrets/veilleur": secrets}
        step = drain(wish, given.cluster(nodes=cordoned, objects=objects), pools, SETTINGS)
        assert step is not None
        return step.actions

    first = next_acts(())
    assert secrets_of(first)
    (evicted,) = next_acts(secrets_of(first))
    assert isinstance(evicted, CreateObject)
    assert evicted.ref.resource == "pods/eviction"


def test_a_record_that_is_not_complete_is_no_record() -> None:
    chunks = records.record(given.ID, [{"resource": "pods", "body": "x" * 500_000}] * 3)
    bodies = [c.body for c in chunks]
    assert len(bodies) == 3
    assert records.recorded(bodies[:2], given.ID) is None
    whole = records.recorded(reversed(bodies), given.ID)
    assert whole is not None
    assert len(whole) == 3


@pytest.mark.parametrize("field", ["chunks", "chunk", "entries"])
@pytest.mark.parametrize("value", [None, "!", "bm90IGpzb24="])
def test_a_record_that_a_hand_spoiled_is_begun_again(field: str, value: str | None) -> None:
    (whole,) = (c.body for c in RECORDED)
    data = {k: v for k, v in (*whole["data"].items(), (field, value)) if v is not None}
    if value is None:
        del data[field]
    meta = {**whole["metadata"], "uid": "u", "resourceVersion": "1"}
    spoiled = {**whole, "metadata": meta, "data": data}
    cluster = scope({"secrets/veilleur": (spoiled,)}, recorded=False)
    found = quiesce.next_stage(cluster, given.ID)
    assert found is not None
    assert [type(a) for a in found.actions] == [DeleteObject]
    assert wake.next_stage(cluster) is not None


def test_a_load_balancer_is_released_and_comes_back_with_its_ports() -> None:
    spec = {
        "type": "LoadBalancer",
        "clusterIP": "10.0.0.9",
        "loadBalancerIP": "192.0.2.7",
        "ports": [{"port": 80, "nodePort": 30080}],
    }
    service = given.workload("Service", "web", spec)
    (down,) = patches(quiesce.next_stage(scope({"services": (service,)}), given.ID))
    asleep = merged(service, down.patch)
    assert asleep["spec"] == {"type": "ClusterIP", "clusterIP": "10.0.0.9", "ports": [{"port": 80}]}
    (up,) = patches(wake.next_stage(scope({"services": (asleep,)}, recorded=False)))
    back = merged(asleep, up.patch)
    assert back["spec"] == spec
    assert not back["metadata"].get("annotations")


def test_a_cronjob_that_a_person_had_suspended_stays_suspended() -> None:
    mine = given.workload("CronJob", "mine", {"schedule": "* * * * *"})
    theirs = given.workload("CronJob", "theirs", {"schedule": "* * * * *", "suspend": True})
    objects = {"cronjobs.batch": (mine, theirs)}
    assert [p.ref.name for p in patches(quiesce.next_stage(scope(objects), given.ID))] == ["mine"]


def test_what_a_person_changed_during_the_sleep_is_respected() -> None:
    scaled = deployment(5, annotations=kube.remember(kube.REPLICAS, given.ID, 3))
    (patch,) = patches(wake.next_stage(scope({"deployments.apps": (scaled,)})))
    assert "spec" not in patch.patch


def test_an_annotation_that_a_person_spoiled_is_as_if_it_were_not_there() -> None:
    for text in ("not json", "3", "{}"):
        spoiled = deployment(0, annotations={kube.REPLICAS: text})
        found = wake.next_stage(scope({"deployments.apps": (spoiled,)}, recorded=False))
        assert found is None


def test_a_bare_pod_comes_back_with_its_spec_and_without_its_node() -> None:
    pod = given.workload("Pod", "bare", {"nodeName": "n0", "containers": [{"image": "i"}]})
    entry = records.pod_entry(pod)
    assert entry["body"]["spec"] == {"containers": [{"image": "i"}]}
    assert "uid" not in entry["body"]["metadata"]

"""A customer's application, from its manifests to running pods, and what it does without nodes."""

from __future__ import annotations

from standin.client import Obj
from tests.standin.workers.application import everything, namespace, tidy
from tests.standin.workers.lab import Lab

BOOTED = 400
PODS = "/api/v1/namespaces/shop/pods"
WEB = "/apis/apps/v1/namespaces/shop/deployments/web"
DATABASE = "/apis/apps/v1/namespaces/shop/statefulsets/db"
JOBS = "/apis/batch/v1/namespaces/shop/jobs"


def phases(lab: Lab) -> dict[str, str]:
    pods = lab.api.get(PODS)["items"]
    return {pod["metadata"]["name"]: pod["status"]["phase"] for pod in pods}


def running(lab: Lab) -> Lab:
    lab.add_pool(nodes=2)
    lab.apply(namespace(), *everything())
    lab.step(BOOTED)
    lab.step(60)
    return lab


def test_without_a_node_everything_is_accepted_and_nothing_runs(lab: Lab) -> None:
    lab.apply(namespace(), *everything())
    lab.step(60)
    assert set(phases(lab).values()) == {"Pending"}
    (told,) = [
        c
        for c in lab.api.get(f"{PODS}/bare")["status"]["conditions"]
        if c["type"] == "PodScheduled"
    ]
    assert told["reason"] == "Unschedulable"
    assert told["message"] == "no nodes available to schedule pods"


def test_with_nodes_it_comes_up_whole(lab: Lab) -> None:
    running(lab)
    assert lab.api.get(WEB)["status"]["readyReplicas"] == 3
    assert lab.api.get(DATABASE)["status"]["readyReplicas"] == 1
    assert phases(lab)["bare"] == "Running"
    service = lab.api.get("/api/v1/namespaces/shop/services/web")
    assert service["status"]["loadBalancer"]["ingress"][0]["ip"]
    budget = lab.api.get("/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web")
    assert budget["status"]["disruptionsAllowed"] == 1
    behind = lab.api.get("/api/v1/namespaces/shop/endpoints/web")["subsets"][0]["addresses"]
    assert len(behind) == 3


def test_a_cronjobs_pods_run_and_end(lab: Lab) -> None:
    running(lab)
    lab.step(600)
    jobs = lab.api.get(JOBS)["items"]
    assert jobs
    assert all(job["status"].get("succeeded") == 1 for job in jobs)
    assert all(job["status"]["completionTime"].endswith("Z") for job in jobs)


def test_a_cronjob_fires_even_with_no_node(lab: Lab) -> None:
    lab.apply(namespace(), tidy())
    lab.step(25 * 60)
    assert len(lab.names(JOBS)) == 2


def test_scaled_to_nothing_it_stays_down_though_an_autoscaler_watches(lab: Lab) -> None:
    running(lab)
    lab.api.patch(WEB, {"spec": {"replicas": 0}})
    lab.api.patch(DATABASE, {"spec": {"replicas": 0}})
    lab.step(600)
    assert not [name for name in phases(lab) if name.startswith(("web-", "db-"))]
    assert "readyReplicas" not in lab.api.get(WEB)["status"]
    scaler = "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web"
    told = {c["type"]: c["reason"] for c in lab.api.get(scaler)["status"]["conditions"]}
    assert told["ScalingActive"] == "ScalingDisabled"


def test_a_deleted_namespace_takes_everything_with_it(lab: Lab) -> None:
    running(lab)
    lab.api.delete("/api/v1/namespaces/shop", {})
    lab.step(300)
    assert "shop" not in lab.names("/api/v1/namespaces")
    truth = lab.truth()
    assert truth["load_balancers"] == truth["volumes"] == truth["floating_ips"] == []


def test_a_deleted_deployment_takes_its_pods_with_it(lab: Lab) -> None:
    running(lab)
    lab.api.delete(WEB, {})
    lab.step(60)
    assert not [name for name in phases(lab) if name.startswith("web-")]


def test_custom_resources_are_collected_like_any_other(lab: Lab) -> None:
    lab.api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition())
    lab.apply(namespace())
    lab.step(1)
    things = "/apis/example.test/v1/namespaces/shop/things"
    thing = {"apiVersion": "example.test/v1", "kind": "Thing", "metadata": {"name": "one"}}
    lab.api.create(things, thing)
    lab.step(1)
    lab.api.delete("/api/v1/namespaces/shop", {})
    lab.step(5)
    assert "shop" not in lab.names("/api/v1/namespaces")


def definition() -> Obj:
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    names = {"kind": "Thing", "plural": "things", "singular": "thing", "listKind": "ThingList"}
    spec = {"group": "example.test", "scope": "Namespaced", "names": names, "versions": [version]}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.test"},
        "spec": spec,
    }

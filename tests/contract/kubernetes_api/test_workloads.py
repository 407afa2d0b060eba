"""Deployments, sets and jobs: what is filled in, what may change, and their subresources."""

from __future__ import annotations

import pytest

from tests.contract.kubernetes_api.asking import STRATEGIC, Obj, Space
from tests.contract.kubernetes_api.shapes import deployment, pod_spec

APPS = "apps/v1"


def test_a_deployment_is_filled_in(space: Space) -> None:
    made = space.make("deployments", deployment("web", replicas=None), APPS)
    spec, pod = made["spec"], made["spec"]["template"]["spec"]
    assert spec["replicas"] == 1
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
    }
    assert (spec["revisionHistoryLimit"], spec["progressDeadlineSeconds"]) == (10, 600)
    assert (pod["restartPolicy"], pod["dnsPolicy"]) == ("Always", "ClusterFirst")
    assert pod["containers"][0]["imagePullPolicy"] == "IfNotPresent"
    assert pod["containers"][0]["resources"] == {}


@pytest.mark.parametrize(
    ("image", "policy"),
    [("a", "Always"), ("a:latest", "Always"), ("host:5000/a", "Always"), ("a:1", "IfNotPresent")],
)
def test_images_without_a_version_are_always_pulled(space: Space, image: str, policy: str) -> None:
    body = deployment("web")
    body["spec"]["template"]["spec"]["containers"][0]["image"] = image
    pod = space.make("deployments", body, APPS)["spec"]["template"]["spec"]
    assert pod["containers"][0]["imagePullPolicy"] == policy


def _refused(space: Space, body: Obj) -> list[str]:
    said = space.kube.post(space.at("deployments", group=APPS), body)
    assert (said.status, said.reason) == (422, "Invalid"), said.body
    return [cause["field"] for cause in said.body["details"]["causes"]]


def test_a_deployment_that_makes_no_sense_is_refused(space: Space) -> None:
    assert _refused(space, deployment("web", replicas=-1)) == ["spec.replicas"]
    other = deployment("web")
    other["spec"]["selector"] = {"matchLabels": {"app": "other"}}
    assert _refused(space, other) == ["spec.template.metadata.labels"]
    bare = deployment("web")
    del bare["spec"]["selector"]
    assert "spec.selector" in _refused(space, bare)
    empty = deployment("web")
    empty["spec"]["template"]["spec"]["containers"] = []
    assert "spec.template.spec.containers" in _refused(space, empty)
    twice = deployment("web", containers=["a", "a"])
    assert any("containers" in field for field in _refused(space, twice))


def test_a_selector_never_changes(space: Space) -> None:
    space.make("deployments", deployment("web"), APPS)
    labels = {"app": "other"}
    patch = {
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}},
        }
    }
    said = space.kube.patch(space.at("deployments", "web", APPS), patch)
    assert said.status == 422
    assert "field is immutable" in said.message


def test_scale_reads_and_writes_the_replicas_alone(space: Space) -> None:
    space.make("deployments", deployment("web"), APPS)
    path = space.at("deployments", "web", APPS)
    scale = space.kube.get(f"{path}/scale").body
    assert (scale["kind"], scale["apiVersion"]) == ("Scale", "autoscaling/v1")
    assert (scale["spec"], scale["status"]["selector"]) == ({"replicas": 0}, "app=web")
    said = space.kube.put(f"{path}/scale", scale | {"spec": {"replicas": 2}})
    assert (said.status, said.body["spec"]["replicas"]) == (200, 2)
    found = space.kube.get(path).body
    assert (found["spec"]["replicas"], found["metadata"]["generation"]) == (2, 2)
    assert space.kube.put(f"{path}/scale", scale | {"spec": {"replicas": 5}}).status == 409
    down = space.kube.patch(f"{path}/scale", {"spec": {"replicas": 0}})
    assert down.body["spec"].get("replicas", 0) == 0


def test_a_scale_below_nothing_is_refused(space: Space) -> None:
    space.make("deployments", deployment("web"), APPS)
    path = space.at("deployments", "web", APPS) + "/scale"
    assert space.kube.patch(path, {"spec": {"replicas": -1}}).status == 422


def test_status_and_wish_are_written_apart(space: Space) -> None:
    """On a PodDisruptionBudget: of its controller there is none to interfere in a moment."""
    made = space.make("limitranges", _limits())
    assert "status" not in made
    web = space.make("deployments", deployment("web") | {"status": {"replicas": 9}}, APPS)
    assert web["status"].get("replicas", 0) == 0
    path = space.at("deployments", "web", APPS)
    condition = {"type": "Veilleur", "status": "True"}
    patch = {"status": {"conditions": [condition]}, "spec": {"replicas": 9}}
    body = space.kube.patch(f"{path}/status", patch, STRATEGIC).body
    assert body["spec"]["replicas"] == 0
    assert any(one["type"] == "Veilleur" for one in body["status"]["conditions"])
    kept = space.kube.patch(path, {"status": None, "metadata": {"labels": {"a": "b"}}}).body
    assert any(one["type"] == "Veilleur" for one in kept["status"]["conditions"])


def _limits() -> Obj:
    limit = {"type": "Container", "default": {"cpu": 1}}
    return {"metadata": {"name": "limits"}, "spec": {"limits": [limit]}}


def test_quantities_are_kept_as_text(space: Space) -> None:
    made = space.make("limitranges", _limits())
    assert made["spec"]["limits"][0]["default"] == {"cpu": "1"}


def _stateful() -> Obj:
    body = deployment("db")
    claim = {
        "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    body["spec"] |= {"serviceName": "db", "volumeClaimTemplates": [claim]}
    mounts = [{"name": "data", "mountPath": "/data"}]
    body["spec"]["template"]["spec"]["containers"][0]["volumeMounts"] = mounts
    return body


def test_of_a_stateful_set_only_some_fields_change(space: Space) -> None:
    made = space.make("statefulsets", _stateful(), APPS)
    assert made["spec"]["podManagementPolicy"] == "OrderedReady"
    path = space.at("statefulsets", "db", APPS)
    said = space.kube.patch(path, {"spec": {"serviceName": "other"}})
    assert said.status == 422
    assert "updates to statefulset spec for fields other than" in said.message
    assert space.kube.patch(path, {"spec": {"replicas": 0, "minReadySeconds": 5}}).status == 200


def test_a_job_chooses_its_pods_by_its_uid(space: Space) -> None:
    spec = {"suspend": True, "template": {"spec": pod_spec() | {"restartPolicy": "Never"}}}
    made = space.make("jobs", {"metadata": {"name": "one"}, "spec": spec}, "batch/v1")
    label = {"batch.kubernetes.io/controller-uid": made["metadata"]["uid"]}
    assert made["spec"]["selector"] == {"matchLabels": label}
    labels = made["spec"]["template"]["metadata"]["labels"]
    assert labels["job-name"] == "one"
    assert label.items() <= labels.items()
    assert (made["spec"]["completions"], made["spec"]["backoffLimit"]) == (1, 6)


def test_a_job_does_not_restart_its_pods_for_ever(space: Space) -> None:
    body = {"metadata": {"name": "one"}, "spec": {"template": {"spec": pod_spec()}}}
    said = space.kube.post(space.at("jobs", group="batch/v1"), body)
    assert said.status == 422
    assert "restartPolicy" in said.message


@pytest.mark.parametrize("schedule", ["", "every minute", "* * * *", "TZ=UTC * * * * *"])
def test_a_cron_jobs_schedule_has_a_form(space: Space, schedule: str) -> None:
    template = {"spec": {"template": {"spec": pod_spec() | {"restartPolicy": "Never"}}}}
    spec = {"schedule": schedule, "jobTemplate": template, "suspend": True}
    body = {"metadata": {"name": "one"}, "spec": spec}
    assert space.kube.post(space.at("cronjobs", group="batch/v1"), body).status == 422
    fine = body | {"spec": spec | {"schedule": "*/5 0-6 * * 1,3"}}
    assert space.kube.post(space.at("cronjobs", group="batch/v1"), fine).status == 201


def test_a_pods_spec_stays_but_for_its_images(space: Space) -> None:
    nowhere = {"nodeSelector": {"veilleur.test/nowhere": "true"}}
    space.make("pods", {"metadata": {"name": "one"}, "spec": pod_spec() | nowhere})
    path = space.at("pods", "one")
    image = {"spec": {"containers": [{"name": "app", "image": "app:2"}]}}
    assert space.kube.patch(path, image, STRATEGIC).status == 200
    said = space.kube.patch(path, {"spec": {"hostNetwork": True}})
    assert said.status == 422
    assert "pod updates may not change fields other than" in said.message


def test_an_autoscaler_has_bounds(space: Space) -> None:
    target = {"apiVersion": APPS, "kind": "Deployment", "name": "web"}
    for low, high in ((0, 3), (4, 3), (1, 0)):
        spec = {"scaleTargetRef": target, "minReplicas": low, "maxReplicas": high}
        body = {"metadata": {"name": "web"}, "spec": spec}
        path = space.at("horizontalpodautoscalers", group="autoscaling/v2")
        assert space.kube.post(path, body).status == 422, (low, high)

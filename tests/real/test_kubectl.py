"""kubectl, unmodified, against the stand-in's Kubernetes API: what a person does by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.contract.kubernetes import Embedded, embedded
from tests.real.kubectl import Kubectl, program

pytestmark = pytest.mark.real
_numbers = count(1)

MANIFEST = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "web:1", ports: [{containerPort: 80}]}
      - {name: side, image: "side:1"}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
"""
DEFINITION = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.veilleur.test}
spec:
  group: veilleur.test
  scope: Namespaced
  names: {plural: lamps, kind: Lamp, shortNames: [lp]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
"""
LAMP = "{apiVersion: veilleur.test/v1, kind: Lamp, metadata: {name: one}, spec: {size: 1}}"


@pytest.fixture(scope="module")
def server() -> Iterator[Embedded]:
    with embedded() as running:
        yield running


@pytest.fixture
def kubectl(server: Embedded, tmp_path: Path) -> Kubectl:
    """In a namespace of the test's own."""
    file = tmp_path / "kubeconfig"
    file.write_text(server.kubeconfig)
    file.chmod(0o600)
    found = Kubectl(program(), file, f"test-{next(_numbers)}")
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": found.namespace}}
    found("apply", "-f", "-", text=json.dumps(space))
    return found


@pytest.fixture
def applied(kubectl: Kubectl) -> Kubectl:
    kubectl("apply", "-f", "-", text=MANIFEST)
    return kubectl


def test_a_manifest_applied_twice_changes_nothing(kubectl: Kubectl) -> None:
    names = ("configmap/settings", "deployment.apps/web", "service/web")
    first = kubectl("apply", "-f", "-", text=MANIFEST)
    assert first.lines == [f"{name} created" for name in names]
    again = kubectl("apply", "-f", "-", text=MANIFEST)
    assert again.lines == [f"{name} unchanged" for name in names]


def test_a_changed_image_leaves_the_other_container_alone(applied: Kubectl) -> None:
    done = applied("apply", "-f", "-", text=MANIFEST.replace("web:1", "web:2"))
    assert "deployment.apps/web configured" in done.lines
    images = "jsonpath={.spec.template.spec.containers[*].image}"
    assert applied("get", "deployment", "web", "-o", images).out == "web:2 side:1"


def test_server_side_apply_tells_conflicts(kubectl: Kubectl) -> None:
    kubectl("apply", "--server-side", "-f", "-", text=MANIFEST)
    kubectl("scale", "deployment", "web", "--replicas", "5")
    refused = kubectl.run("apply", "--server-side", "-f", "-", text=MANIFEST)
    assert refused.code != 0
    assert ".spec.replicas" in refused.err
    kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", text=MANIFEST)
    wanted = kubectl("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}").out
    assert wanted == "3"


def test_a_person_sees_tables(applied: Kubectl) -> None:
    header, row = applied("get", "deployments").lines
    assert header.split() == ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"]
    assert row.split()[:4] == ["web", "0/3", "0", "0"]
    wide = applied("get", "deployments", "-o", "wide").lines
    assert "web:1,side:1" in wide[1]
    assert "<pending>" in applied("get", "services").out
    assert "service/web" in applied("get", "all").out
    shown = json.loads(applied("get", "configmap", "settings", "-o", "json").out)
    assert shown["data"] == {"colour": "blue"}
    assert "colour: blue" in applied("get", "configmap", "settings", "-o", "yaml").out


def test_scale_label_annotate_and_patch(applied: Kubectl) -> None:
    assert applied("scale", "deployment/web", "--replicas=0").out == "deployment.apps/web scaled\n"
    applied("label", "deployment", "web", "tier=front")
    applied("annotate", "deployment", "web", "note=hello")
    applied("set", "image", "deployment/web", "web=web:3")
    applied("patch", "deployment", "web", "--type=json", "-p", _JSON_PATCH)
    body = json.loads(applied("get", "deployment", "web", "-o", "json").out)
    assert body["spec"]["replicas"] == 0
    assert body["metadata"]["labels"] == {"app": "web", "tier": "front"}
    assert body["metadata"]["annotations"]["note"] == "hello"
    assert body["spec"]["template"]["spec"]["containers"][0]["image"] == "web:3"
    assert body["spec"]["paused"] is True


_JSON_PATCH = '[{"op": "add", "path": "/spec/paused", "value": true}]'


def test_selectors_choose(applied: Kubectl) -> None:
    assert applied("get", "deployments", "-l", "app=web", "-o", "name").lines == [
        "deployment.apps/web"
    ]
    by_field = applied("get", "configmaps", "--field-selector", "metadata.name=none", "-o", "name")
    assert by_field.lines == []


def test_delete_and_wait(applied: Kubectl) -> None:
    assert "deleted" in applied("delete", "service", "web").out
    applied("wait", "--for=delete", "service/web", "--timeout=10s")
    assert "NotFound" in applied.run("get", "service", "web").err
    wanted = "--for=jsonpath={.spec.replicas}=3"
    assert "condition met" in applied("wait", wanted, "deployment/web", "--timeout=10s").out
    late = applied.run("wait", "--for=condition=Available", "deployment/web", "--timeout=1s")
    assert "timed out" in late.err


def test_a_description_is_one(applied: Kubectl) -> None:
    shown = applied("describe", "deployment", "web").out
    assert "3 desired" in shown
    assert "Events:" in shown
    assert "Type:                     LoadBalancer" in applied("describe", "service", "web").out


def test_every_resource_is_listed(kubectl: Kubectl) -> None:
    names = kubectl("api-resources", "-o", "name").lines
    assert {"pods", "deployments.apps", "leases.coordination.k8s.io", "cronjobs.batch"} <= set(
        names
    )
    assert "apps/v1" in kubectl("api-versions").lines
    assert "v1.33" in kubectl("version").out


def test_unknown_fields_are_refused(kubectl: Kubectl) -> None:
    odd = MANIFEST.replace("replicas: 3", "replicaz: 3")
    refused = kubectl.run("apply", "-f", "-", text=odd)
    assert refused.code != 0
    assert 'unknown field "spec.replicaz"' in refused.err


def test_a_custom_resource_is_served_at_once(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", "-", text=DEFINITION)
    kubectl("wait", "--for=condition=Established", "crd/lamps.veilleur.test", "--timeout=10s")
    kubectl("apply", "-f", "-", text=LAMP)
    assert kubectl("get", "lp", "-o", "name").lines == ["lamp.veilleur.test/one"]
    kubectl("delete", "crd", "lamps.veilleur.test")


def test_a_diff_shows_what_would_change(applied: Kubectl) -> None:
    same = applied.run("diff", "-f", "-", text=MANIFEST)
    assert (same.code, same.out) == (0, "")
    other = applied.run("diff", "-f", "-", text=MANIFEST.replace("blue", "red"))
    assert other.code == 1
    assert "+  colour: red" in other.out
    kept = applied("get", "configmap", "settings", "-o", "jsonpath={.data.colour}").out
    assert kept == "blue"


def test_another_user_is_told_what_is_missing(kubectl: Kubectl) -> None:
    refused = kubectl.run("get", "pods", "--as", "somebody")
    assert refused.code != 0
    assert 'User "somebody" cannot list resource "pods"' in refused.err

"""The `kubernetes` package, unmodified: its typed models, its dynamic client, its watch."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes import client, dynamic, watch
from kubernetes.client.exceptions import ApiException

from tests.contract.kubernetes_api.asking import Space
from tests.contract.kubernetes_api.shapes import deployment, pod_spec, service


def test_typed_models_make_the_round(space: Space) -> None:
    core, apps = client.CoreV1Api(space.kube.client), client.AppsV1Api(space.kube.client)
    made = apps.create_namespaced_deployment(space.name, deployment("web"))
    assert made.spec.strategy.rolling_update.max_surge == "25%"
    scaled = apps.patch_namespaced_deployment_scale("web", space.name, {"spec": {"replicas": 0}})
    assert (scaled.kind, scaled.metadata.name) == ("Scale", "web")
    assert [one.metadata.name for one in apps.list_namespaced_deployment(space.name).items] == [
        "web"
    ]
    balanced = core.create_namespaced_service(space.name, service("web", "LoadBalancer"))
    assert balanced.spec.ports[0].node_port >= 30_000
    apps.delete_namespaced_deployment("web", space.name)
    gone = core.delete_namespaced_service("web", space.name)
    assert gone is not None


def test_a_refusal_is_an_exception_with_the_servers_words(space: Space) -> None:
    core = client.CoreV1Api(space.kube.client)
    with pytest.raises(ApiException) as refused:
        core.read_namespaced_secret("none", space.name)
    assert refused.value.status == 404
    assert 'secrets \\"none\\" not found' in refused.value.body


def test_a_pods_typed_deletion_answers_the_pod(space: Space) -> None:
    core = client.CoreV1Api(space.kube.client)
    nowhere = {"nodeSelector": {"veilleur.test/nowhere": "true"}}
    core.create_namespaced_pod(
        space.name, {"metadata": {"name": "one"}, "spec": pod_spec() | nowhere}
    )
    assert core.delete_namespaced_pod("one", space.name).metadata.name == "one"


def test_the_dynamic_client_finds_its_way_by_discovery(space: Space) -> None:
    found: Any = dynamic.DynamicClient(space.kube.client)
    leases = found.resources.get(api_version="coordination.k8s.io/v1", kind="Lease")
    body = {"metadata": {"name": "lock"}, "spec": {"holderIdentity": "a"}}
    leases.create(body=body, namespace=space.name)
    patched = leases.patch(
        name="lock",
        namespace=space.name,
        body={"spec": {"holderIdentity": "b"}},
        content_type="application/merge-patch+json",
    )
    assert patched.spec.holderIdentity == "b"
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}}
    maps = found.resources.get(api_version="v1", kind="ConfigMap")
    applied = found.server_side_apply(
        maps, body=config | {"data": {"k": "v"}}, namespace=space.name, field_manager="tests"
    )
    assert applied.data.k == "v"


def test_the_watch_helper_ends_with_its_time(space: Space) -> None:
    core = client.CoreV1Api(space.kube.client)
    space.config("one", labels={"mine": "yes"})
    stream = watch.Watch().stream(
        core.list_namespaced_config_map,
        space.name,
        label_selector="mine",
        timeout_seconds=1,
    )
    assert [(one["type"], one["object"].metadata.name) for one in stream] == [("ADDED", "one")]

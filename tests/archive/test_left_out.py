"""What an archive leaves out, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest

from shared.archive.left_out import AUTO_MANAGED, is_type_left_out, rules_for
from tests.archive.shop import meta, owned_by

SERVICES = [
    {"metadata": meta("web"), "spec": {"selector": {"app": "web"}}},
    {"metadata": meta("by-hand"), "spec": {}},
]
NAMESPACES = [
    {"metadata": meta("shop", "")},
    {"metadata": meta("going", ""), "status": {"phase": "Terminating"}},
    {"metadata": meta("private", "", labels={"velero.io/exclude-from-backup": "true"})},
]
CRON_JOB = owned_by("CronJob", "c", "batch/v1")
WIDGET = owned_by("Widget", "w", "example.com/v1")
RULES = rules_for(SERVICES, NAMESPACES, {"veilleur"})


def slice_of(service: str) -> dict[str, Any]:
    return {"metadata": meta(f"{service}-x", labels={"kubernetes.io/service-name": service})}


@pytest.mark.parametrize(
    "resource",
    [
        "nodes",
        "events",
        "events.events.k8s.io",
        "leases.coordination.k8s.io",
        "backups.velero.io",
        "volumesnapshots.snapshot.storage.k8s.io",
        "ingresses.extensions",
    ],
)
def test_types_that_are_of_no_use_elsewhere_are_not_even_listed(resource: str) -> None:
    assert is_type_left_out(resource)


@pytest.mark.parametrize(
    "resource", ["pods", "endpointslices.discovery.k8s.io", "velero.example.com", "secrets"]
)
def test_other_types_are_listed(resource: str) -> None:
    assert not is_type_left_out(resource)


@pytest.mark.parametrize(
    ("resource", "obj"),
    [
        ("pods", {"metadata": meta("p", ownerReferences=owned_by("ReplicaSet", "r"))}),
        ("pods", {"metadata": meta("p", ownerReferences=owned_by("Node", "n", "v1"))}),
        ("replicasets.apps", {"metadata": meta("r", ownerReferences=owned_by("Deployment", "d"))}),
        ("jobs.batch", {"metadata": meta("j", ownerReferences=CRON_JOB)}),
        ("endpoints", {"metadata": meta("web")}),
        ("endpoints", {"metadata": meta("kubernetes", "default")}),
        ("endpointslices.discovery.k8s.io", slice_of("web")),
        ("configmaps", {"metadata": meta("kube-root-ca.crt")}),
        ("services", {"metadata": meta("kubernetes", "default")}),
        ("secrets", {"metadata": meta("t"), "type": "kubernetes.io/service-account-token"}),
        ("priorityclasses.scheduling.k8s.io", {"metadata": meta("system-node-critical", "")}),
        (
            "clusterroles.rbac.authorization.k8s.io",
            {"metadata": meta("admin", "", labels={"kubernetes.io/bootstrapping": "x"})},
        ),
        (
            "apiservices.apiregistration.k8s.io",
            {"metadata": meta("v1.", "", labels={AUTO_MANAGED: "onstart"})},
        ),
        ("configmaps", {"metadata": meta("c", labels={"velero.io/exclude-from-backup": "true"})}),
        ("configmaps", {"metadata": meta("c", deletionTimestamp="2026-01-01T00:00:00Z")}),
        ("configmaps", {"metadata": meta("c", "going")}),
        ("configmaps", {"metadata": meta("c", "private")}),
        ("configmaps", {"metadata": meta("c", "veilleur")}),
        ("namespaces", {"metadata": meta("going", "")}),
        ("namespaces", {"metadata": meta("veilleur", "")}),
    ],
)
def test_left_out(resource: str, obj: dict[str, Any]) -> None:
    assert not RULES.keeps(resource, obj)


@pytest.mark.parametrize(
    ("resource", "obj"),
    [
        ("pods", {"metadata": meta("bare")}),
        ("pods", {"metadata": meta("p", ownerReferences=WIDGET)}),
        ("jobs.batch", {"metadata": meta("by-hand")}),
        ("secrets", {"metadata": meta("s", ownerReferences=owned_by("Deployment", "d"))}),
        ("endpoints", {"metadata": meta("by-hand")}),
        ("endpointslices.discovery.k8s.io", slice_of("by-hand")),
        ("services", {"metadata": meta("kubernetes")}),
        ("configmaps", {"metadata": meta("c", labels={"velero.io/exclude-from-backup": "yes"})}),
        ("clusterroles.rbac.authorization.k8s.io", {"metadata": meta("mine", "")}),
        ("priorityclasses.scheduling.k8s.io", {"metadata": meta("mine", "")}),
        ("apiservices.apiregistration.k8s.io", {"metadata": meta("v1.example.com", "")}),
        ("namespaces", {"metadata": meta("shop", "")}),
    ],
)
def test_kept(resource: str, obj: dict[str, Any]) -> None:
    assert RULES.keeps(resource, obj)

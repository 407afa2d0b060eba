"""The functions' rights in the cluster: all that a session needs, and nothing beside it."""

from __future__ import annotations

import pytest

from tests.infra.manifests import Ask, allowed, manifests

LEASES = "leases.coordination.k8s.io"
WRITES = ("create", "update", "patch", "delete", "deletecollection")

NEEDED = [
    # the look, and the archive: every object of every kind
    Ask("list", "pods"),
    Ask("list", "secrets", "shop"),
    Ask("get", "namespaces"),
    Ask("list", "widgets.example.com", "shop"),
    # the lock and the commit
    Ask("get", LEASES, "kube-system"),
    Ask("create", LEASES, "kube-system"),
    Ask("patch", LEASES, "kube-system"),
    # to sleep, and back
    Ask("patch", "deployments.apps", "shop"),
    Ask("patch", "statefulsets.apps", "shop"),
    Ask("patch", "cronjobs.batch", "shop"),
    Ask("patch", "jobs.batch", "shop"),
    Ask("patch", "services", "shop"),
    Ask("create", "pods", "shop"),
    Ask("delete", "pods", "shop"),
    # another profile: cordon, drain, give back
    Ask("patch", "nodes"),
    Ask("delete", "nodes"),
    Ask("create", "pods/eviction", "shop"),
    # what outlived the last node
    Ask("patch", "volumeattachments.storage.k8s.io"),
    Ask("delete", "volumeattachments.storage.k8s.io"),
    # the mark and the records of a wake
    Ask("create", "namespaces"),
    Ask("create", "configmaps", "veilleur"),
    Ask("patch", "configmaps", "veilleur"),
    Ask("create", "secrets", "veilleur"),
    Ask("delete", "secrets", "veilleur"),
]

KEPT_FROM = [
    *(Ask(verb, "secrets", "shop") for verb in WRITES),
    *(Ask(verb, "configmaps", "kube-system") for verb in WRITES),
    *(
        Ask(verb, "clusterroles.rbac.authorization.k8s.io")
        for verb in (*WRITES, "bind", "escalate")
    ),
    *(Ask(verb, "persistentvolumeclaims", "shop") for verb in WRITES),
    *(Ask(verb, "persistentvolumes") for verb in WRITES),
    *(Ask(verb, "customresourcedefinitions.apiextensions.k8s.io") for verb in WRITES),
    Ask("delete", "namespaces"),
    Ask("delete", "deployments.apps", "shop"),
    Ask("delete", "services", "shop"),
    Ask("create", "pods/exec", "shop"),
    Ask("create", "serviceaccounts/token", "kube-system"),
    Ask("impersonate", "users"),
    Ask("patch", LEASES, "kube-node-lease"),
]


@pytest.mark.parametrize("ask", NEEDED, ids=str)
def test_what_a_session_needs_is_allowed(ask: Ask) -> None:
    assert allowed(ask)


@pytest.mark.parametrize("ask", KEPT_FROM, ids=str)
def test_what_no_session_needs_is_not(ask: Ask) -> None:
    assert not allowed(ask)


def test_only_reading_has_a_wildcard() -> None:
    for manifest in manifests():
        for rule in manifest.get("rules", ()):
            if "*" in (*rule["apiGroups"], *rule["resources"], *rule["verbs"]):
                assert sorted(rule["verbs"]) == ["get", "list"]


def test_no_pod_gets_the_token_by_itself() -> None:
    (account,) = (m for m in manifests() if m["kind"] == "ServiceAccount")
    assert account["automountServiceAccountToken"] is False

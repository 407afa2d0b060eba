"""The roles that every cluster begins with (plugin/pkg/auth/authorizer/rbac/bootstrappolicy)."""

from __future__ import annotations

from standin.kubernetes.shapes import Obj

_GROUP = "rbac.authorization.k8s.io"
_LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
_ANNOTATIONS = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
_READ = ["get", "list", "watch"]
_WRITE = ["create", "delete", "deletecollection", "patch", "update"]
_WORKLOADS = {
    "": [
        "configmaps",
        "endpoints",
        "events",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "replicationcontrollers/scale",
        "serviceaccounts",
        "services",
    ],
    "apps": [
        "controllerrevisions",
        "daemonsets",
        "deployments",
        "deployments/scale",
        "replicasets",
        "replicasets/scale",
        "statefulsets",
        "statefulsets/scale",
    ],
    "autoscaling": ["horizontalpodautoscalers"],
    "batch": ["cronjobs", "jobs"],
    "discovery.k8s.io": ["endpointslices"],
    "networking.k8s.io": ["ingresses", "networkpolicies"],
    "policy": ["poddisruptionbudgets"],
}
_HEALTH = ["/healthz", "/livez", "/readyz", "/version", "/version/"]
_DISCOVERY = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*"]
_DISCOVERY += ["/readyz", "/version", "/version/"]


def _rule(group: str, resources: list[str], verbs: list[str]) -> Obj:
    return {"apiGroups": [group], "resources": resources, "verbs": verbs}


def _paths(paths: list[str]) -> Obj:
    return {"nonResourceURLs": paths, "verbs": ["get"]}


def _over_workloads(verbs: list[str]) -> list[Obj]:
    return [_rule(group, resources, verbs) for group, resources in _WORKLOADS.items()]


_EXTRA = [
    _rule("", ["pods/eviction", "serviceaccounts/token"], ["create"]),
    _rule("", ["secrets"], [*_READ, *_WRITE]),
]
_OWN_ROLES = [_rule(_GROUP, ["roles", "rolebindings"], [*_READ, *_WRITE])]
_NAMED = [_rule("", ["namespaces", "limitranges", "resourcequotas"], _READ)]
_REVIEWS = ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]
_EDIT = [*_over_workloads([*_READ, *_WRITE]), *_EXTRA, *_NAMED]
_ROLES: dict[str, list[Obj]] = {
    "cluster-admin": [
        _rule("*", ["*"], ["*"]),
        {"nonResourceURLs": ["*"], "verbs": ["*"]},
    ],
    "admin": [*_EDIT, *_OWN_ROLES],
    "edit": _EDIT,
    "view": [*_over_workloads(_READ), *_NAMED],
    "system:basic-user": [
        _rule("authorization.k8s.io", _REVIEWS, ["create"]),
        _rule("authentication.k8s.io", ["selfsubjectreviews"], ["create"]),
    ],
    "system:discovery": [_paths(_DISCOVERY)],
    "system:public-info-viewer": [_paths(_HEALTH)],
}
_GROUPS = {
    "cluster-admin": ["system:masters"],
    "system:basic-user": ["system:authenticated"],
    "system:discovery": ["system:authenticated"],
    "system:public-info-viewer": ["system:authenticated", "system:unauthenticated"],
}


def cluster_roles() -> list[Obj]:
    return [{"metadata": _metadata(name), "rules": rules} for name, rules in _ROLES.items()]


def cluster_role_bindings() -> list[Obj]:
    return [_binding(name, groups) for name, groups in _GROUPS.items()]


def _binding(name: str, groups: list[str]) -> Obj:
    subjects = [{"kind": "Group", "apiGroup": _GROUP, "name": group} for group in groups]
    role = {"apiGroup": _GROUP, "kind": "ClusterRole", "name": name}
    return {"metadata": _metadata(name), "roleRef": role, "subjects": subjects}


def _metadata(name: str) -> Obj:
    return {"name": name, "labels": dict(_LABELS), "annotations": dict(_ANNOTATIONS)}

"""RBAC: whether the stored roles and bindings let somebody do something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from standin.kubernetes.call import Call, User
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import ApiError, forbidden
from standin.kubernetes.shapes import Obj, dig, items

MASTERS = "system:masters"
GROUP = "rbac.authorization.k8s.io"
_ACCOUNT = "system:serviceaccount:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`resource` carries its subresource ("pods/eviction"); `path` is for what is no resource."""

    verb: str
    group: str = ""
    resource: str = ""
    name: str = ""
    namespace: str = ""
    path: str = ""


def act_of(call: Call) -> Act:
    below = f"/{call.subresource}" if call.subresource else ""
    return Act(
        verb=call.verb,
        group=call.resource.group,
        resource=call.resource.plural + below,
        name=call.name,
        namespace=call.namespace,
    )


def check(cluster: Cluster, call: Call) -> None:
    """Raises 403 with the real one's sentence."""
    act = act_of(call)
    if allowed(cluster, call.user, act):
        return
    place = f'in the namespace "{act.namespace}"' if act.namespace else "at the cluster scope"
    why = (
        f'User "{call.user.name}" cannot {act.verb} resource "{act.resource}" '
        f'in API group "{act.group}" {place}'
    )
    raise forbidden(call.resource, call.name, why)


def check_path(cluster: Cluster, user: User, path: str) -> None:
    """For health, version and discovery. Raises 403."""
    if not allowed(cluster, user, Act(verb="get", path=path)):
        message = f'forbidden: User "{user.name}" cannot get path "{path}"'
        raise ApiError(403, "Forbidden", message)


def allowed(cluster: Cluster, user: User, act: Act) -> bool:
    if MASTERS in user.groups:
        return True
    return any(_permits(rule, act) for rule in rules_for(cluster, user, act.namespace))


def rules_for(cluster: Cluster, user: User, namespace: str) -> Iterator[Obj]:
    """Every rule that holds for `user` in `namespace` ("" for the cluster's own)."""
    for record in cluster.store.all(f"clusterrolebindings.{GROUP}"):
        if _binds(record.obj, user):
            yield from rules_of_role(cluster, record.obj["roleRef"], "")
    for record in cluster.store.all(f"rolebindings.{GROUP}") if namespace else []:
        if record.obj["metadata"]["namespace"] == namespace and _binds(record.obj, user):
            yield from rules_of_role(cluster, record.obj["roleRef"], namespace)


def _binds(binding: Obj, user: User) -> bool:
    home = binding["metadata"].get("namespace", "")
    return any(_is(subject, user, home) for subject in items(binding, "subjects"))


def _is(subject: Obj, user: User, home: str) -> bool:
    kind, name = subject.get("kind"), subject.get("name", "")
    if kind == "User":
        return bool(user.name == name)
    if kind == "Group":
        return name in user.groups
    return user.name == f"{_ACCOUNT}{subject.get('namespace') or home}:{name}"


def rules_of_role(cluster: Cluster, reference: Obj, namespace: str) -> list[Obj]:
    if reference.get("kind") == "ClusterRole":
        record = cluster.store.get(f"clusterroles.{GROUP}", reference["name"])
    else:
        record = cluster.store.get(f"roles.{GROUP}", f"{namespace}/{reference['name']}")
    if record is None:
        return []
    return [*items(record.obj, "rules"), *_aggregated(cluster, record.obj)]


def _aggregated(cluster: Cluster, role: Obj) -> Iterator[Obj]:
    """A ClusterRole that collects others by label; only matchLabels are asked of them."""
    for selector in items(role, "aggregationRule", "clusterRoleSelectors"):
        wanted = (selector.get("matchLabels") or {}).items()
        for record in cluster.store.all(f"clusterroles.{GROUP}"):
            if wanted and wanted <= (dig(record.obj, "metadata", "labels") or {}).items():
                yield from items(record.obj, "rules")


def _permits(rule: Obj, act: Act) -> bool:
    if not _any(rule, "verbs", act.verb):
        return False
    if act.path:
        return any(_path(one, act.path) for one in rule.get("nonResourceURLs") or [])
    names = rule.get("resourceNames")
    named = not names or act.name in names
    return named and _any(rule, "apiGroups", act.group) and _resource(rule, act.resource)


def _any(rule: Obj, field: str, value: str) -> bool:
    found = rule.get(field) or []
    return "*" in found or value in found


def _resource(rule: Obj, resource: str) -> bool:
    """`*/scale` gives one subresource of everything; `pods` gives none of its own."""
    found = rule.get("resources") or []
    below = resource.partition("/")[2]
    return "*" in found or resource in found or bool(below and f"*/{below}" in found)


def _path(pattern: str, path: str) -> bool:
    if pattern.endswith("*"):
        return path.startswith(pattern[:-1])
    return pattern == path

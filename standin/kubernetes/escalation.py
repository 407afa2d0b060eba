"""Nobody grants more than they have: roles and bindings are held against their writer's rights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import forbidden
from standin.kubernetes.rights import GROUP, Act, allowed, rules_of_role
from standin.kubernetes.shapes import Obj, items


def check(cluster: Cluster, call: Call, obj: Obj, old: Obj | None = None) -> None:
    """Raises 403 unless the writer holds all that is granted, or may `escalate` or `bind`."""
    if call.resource.group != GROUP or (old is not None and _granted(old) == _granted(obj)):
        return
    binds = "roleRef" in obj
    if allowed(cluster, call.user, _exemption(call, obj, binds=binds)):
        return
    namespace = call.namespace
    rules = rules_of_role(cluster, obj["roleRef"], namespace) if binds else items(obj, "rules")
    lacking = [rule for rule in rules if not _held(cluster, call, rule)]
    if lacking:
        groups = ", ".join(f'"{group}"' for group in call.user.groups)
        why = (
            f'user "{call.user.name}" (groups=[{groups}]) is attempting to grant RBAC '
            f"permissions not currently held: {lacking}"
        )
        raise forbidden(call.resource, obj["metadata"]["name"], why)


def _granted(obj: Obj) -> Obj:
    return {name: value for name, value in obj.items() if name != "metadata"}


def _exemption(call: Call, obj: Obj, *, binds: bool) -> Act:
    if not binds:
        name = obj["metadata"]["name"]
        return Act(
            verb="escalate",
            group=GROUP,
            resource=call.resource.plural,
            name=name,
            namespace=call.namespace,
        )
    role = obj["roleRef"]
    plural = f"{str(role.get('kind', '')).lower()}s"
    name = role.get("name", "")
    return Act(verb="bind", group=GROUP, resource=plural, name=name, namespace=call.namespace)


def _held(cluster: Cluster, call: Call, rule: Obj) -> bool:
    return all(allowed(cluster, call.user, act) for act in _acts(rule, call.namespace))


def _acts(rule: Obj, namespace: str) -> Iterator[Act]:
    """Every single thing that a rule grants; a wildcard is held only by a wildcard."""
    verbs, names = rule.get("verbs") or [], rule.get("resourceNames") or [""]
    groups, resources = rule.get("apiGroups") or [], rule.get("resources") or []
    for verb, group, resource, name in product(verbs, groups, resources, names):
        yield Act(verb=verb, group=group, resource=resource, name=name, namespace=namespace)
    for verb, path in product(verbs, rule.get("nonResourceURLs") or []):
        yield Act(verb=verb, path=path)

"""The manifests of infra/kubernetes, and what their rules allow, computed as Kubernetes does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[2] / "infra" / "kubernetes"
EVERYWHERE = ""
Manifest = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to the API: verb, resource as "deployments.apps", namespace or everywhere."""

    verb: str
    resource: str
    namespace: str = EVERYWHERE


def manifests() -> list[Manifest]:
    """In the order of the kustomization, which is the order in which they can be applied."""
    listed = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    return [
        document
        for name in listed
        for document in yaml.safe_load_all((FOLDER / name).read_text())
        if document
    ]


def allowed(ask: Ask) -> bool:
    """Whether the ServiceAccount veilleur may do this."""
    return any(_matches(rule, ask) for rule in _rules(ask.namespace))


def _rules(namespace: str) -> Iterator[Manifest]:
    roles = {_key(m): m for m in manifests() if m["kind"] in ("Role", "ClusterRole")}
    for binding in manifests():
        where = binding["metadata"].get("namespace", EVERYWHERE)
        bound = binding["kind"] == "ClusterRoleBinding" or (
            binding["kind"] == "RoleBinding" and where == namespace
        )
        if bound:
            ref = binding["roleRef"]
            home = where if ref["kind"] == "Role" else EVERYWHERE
            yield from roles[(ref["kind"], home, ref["name"])]["rules"]


def _key(manifest: Manifest) -> tuple[str, str, str]:
    meta = manifest["metadata"]
    return manifest["kind"], meta.get("namespace", EVERYWHERE), meta["name"]


def _matches(rule: Manifest, ask: Ask) -> bool:
    resource, _, group = ask.resource.partition(".")
    return (
        _in(ask.verb, rule["verbs"])
        and _in(group, rule["apiGroups"])
        and _in(resource, rule["resources"])
    )


def _in(value: str, allowed_values: list[str]) -> bool:
    return value in allowed_values or "*" in allowed_values

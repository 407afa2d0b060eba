"""Whether a node may take a pod at all: selectors, affinity, taints."""

from __future__ import annotations

from collections.abc import Iterable

from standin.client import Obj
from standin.reconcile.objects import labels_of, matches, name_of, spec_of


def fits_selectors(pod: Obj, node: Obj) -> bool:
    """nodeSelector and the required part of nodeAffinity; its terms are alternatives."""
    plain = (spec_of(pod).get("nodeSelector") or {}).items() <= labels_of(node).items()
    affinity = (spec_of(pod).get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return plain and (required is None or fits_terms(required["nodeSelectorTerms"], node))


def fits_terms(terms: list[Obj], node: Obj) -> bool:
    return any(_fits_term(term, node) for term in terms)


def _fits_term(term: Obj, node: Obj) -> bool:
    fields = {"matchExpressions": term.get("matchFields") or []}
    return matches(term, labels_of(node)) and matches(fields, {"metadata.name": name_of(node)})


def tolerates(tolerations: Iterable[Obj], taint: Obj) -> bool:
    return any(_tolerates(toleration, taint) for toleration in tolerations)


def _tolerates(toleration: Obj, taint: Obj) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    if not toleration.get("key"):
        return toleration.get("operator") == "Exists"
    if toleration["key"] != taint["key"]:
        return False
    exists = toleration.get("operator") == "Exists"
    return exists or toleration.get("value", "") == taint.get("value", "")


def untolerated(pod: Obj, node: Obj, effects: tuple[str, ...]) -> Obj | None:
    """The first of the node's taints with one of these effects that the pod does not tolerate."""
    tolerations = spec_of(pod).get("tolerations") or []
    hard = [t for t in spec_of(node).get("taints") or [] if t["effect"] in effects]
    return next((taint for taint in hard if not tolerates(tolerations, taint)), None)

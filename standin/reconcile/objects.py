"""Small questions to Kubernetes objects, which stay plain dictionaries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from standin.client import Obj

_SAFE = "bcdfghjklmnpqrstvwxz2456789"  # no vowels: a random name never spells a word


def name_of(obj: Obj) -> str:
    return str(obj["metadata"]["name"])


def namespace_of(obj: Obj) -> str:
    return str(obj["metadata"].get("namespace", ""))


def uid_of(obj: Obj) -> str:
    return str(obj["metadata"].get("uid", ""))


def spec_of(obj: Obj) -> Obj:
    return obj.get("spec") or {}


def status_of(obj: Obj) -> Obj:
    return obj.get("status") or {}


def labels_of(obj: Obj) -> dict[str, str]:
    return obj["metadata"].get("labels") or {}


def annotations_of(obj: Obj) -> dict[str, str]:
    return obj["metadata"].get("annotations") or {}


def finalizers_of(obj: Obj) -> list[str]:
    return obj["metadata"].get("finalizers") or []


def owners_of(obj: Obj) -> list[Obj]:
    return obj["metadata"].get("ownerReferences") or []


def is_leaving(obj: Obj) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))


def controller_uid(obj: Obj) -> str | None:
    return next((ref["uid"] for ref in owners_of(obj) if ref.get("controller")), None)


def reference_to(owner: Obj, *, controller: bool = True) -> Obj:
    """An entry of ownerReferences, as the built-in controllers write it."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": name_of(owner),
        "uid": uid_of(owner),
        "controller": controller,
        "blockOwnerDeletion": True,
    }


def suffix(*parts: object, length: int = 5) -> str:
    """A name's tail that looks random and is the same in every run with the same `parts`."""
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).digest()
    return "".join(_SAFE[byte % len(_SAFE)] for byte in digest[:length])


def matches(selector: Obj | None, labels: Mapping[str, str]) -> bool:
    """A LabelSelector (matchLabels, matchExpressions). None selects nothing, {} everything."""
    if selector is None:
        return False
    wanted: dict[str, str] = selector.get("matchLabels") or {}
    terms: list[Obj] = selector.get("matchExpressions") or []
    plain = all(labels.get(key) == value for key, value in wanted.items())
    return plain and all(_holds(term, labels) for term in terms)


def _holds(term: Obj, labels: Mapping[str, str]) -> bool:
    value = labels.get(term["key"])
    match term["operator"]:
        case "In":
            return value in term["values"]
        case "NotIn":
            return value not in term["values"]
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case "Gt":
            return value is not None and int(value) > int(term["values"][0])
        case "Lt":
            return value is not None and int(value) < int(term["values"][0])
        case unknown:
            msg = f"unknown operator in a selector: {unknown}"
            raise ValueError(msg)

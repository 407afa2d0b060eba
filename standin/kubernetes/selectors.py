"""Label and field selectors: the text of a query, and whether an object matches it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from standin.kubernetes.errors import bad_request
from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Json, Obj, dig

Matcher = Callable[[Obj], bool]
_SET = re.compile(r"^(?P<key>\S+)\s+(?P<op>in|notin)\s*\((?P<values>[^)]*)\)$")
_EQUAL = re.compile(r"^(?P<key>[^=!\s]+)\s*(?P<op>==|=|!=)\s*(?P<value>[^=!\s]*)$")
_EXISTS = re.compile(r"^(?P<no>!?)\s*(?P<key>[^=!\s(),]+)$")
_COMMA = re.compile(r",(?![^(]*\))")


@dataclass(frozen=True, slots=True)
class Requirement:
    """`key op values`, with the operators of metav1.LabelSelectorRequirement."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def holds(self, labels: Obj) -> bool:
        value = labels.get(self.key)
        if self.operator == "In":
            return value in self.values
        if self.operator == "NotIn":
            return value not in self.values
        return (value is not None) is (self.operator == "Exists")


def _requirement(text: str) -> Requirement:
    if found := _SET.match(text):
        values = tuple(value.strip() for value in found["values"].split(","))
        return Requirement(found["key"], "In" if found["op"] == "in" else "NotIn", values)
    if found := _EQUAL.match(text):
        operator = "NotIn" if found["op"] == "!=" else "In"
        return Requirement(found["key"], operator, (found["value"],))
    if found := _EXISTS.match(text):
        return Requirement(found["key"], "DoesNotExist" if found["no"] else "Exists")
    raise bad_request(f"unable to parse requirement: found '{text}', expected: a label selector")


def labels(text: str) -> Matcher | None:
    """The matcher of `labelSelector=`; None where it asks for nothing. Raises 400."""
    if not text.strip():
        return None
    wanted = [_requirement(part.strip()) for part in _COMMA.split(text)]
    return lambda obj: _holds(wanted, dig(obj, "metadata", "labels") or {})


def _holds(wanted: Iterable[Requirement], found: Obj) -> bool:
    return all(requirement.holds(found) for requirement in wanted)


def selects(selector: Json, found: Obj) -> bool:
    """metav1.LabelSelector against labels: {} matches everything, null nothing."""
    if not isinstance(selector, dict):
        return False
    exact = [Requirement(k, "In", (v,)) for k, v in (selector.get("matchLabels") or {}).items()]
    rules = selector.get("matchExpressions") or []
    sets = [_expression(one) for one in rules]
    return _holds(exact + sets, found)


def _expression(rule: Obj) -> Requirement:
    key, operator = rule.get("key") or "", rule.get("operator") or ""
    return Requirement(key, operator, tuple(rule.get("values") or ()))


def fields(text: str, resource: Resource) -> Matcher | None:
    """The matcher of `fieldSelector=`. Raises 400 for a field that this kind cannot select on."""
    if not text.strip():
        return None
    wanted = [_field(part.strip(), resource) for part in text.split(",")]
    return lambda obj: all(_equal(obj, key, value) is same for key, value, same in wanted)


def _field(text: str, resource: Resource) -> tuple[str, str, bool]:
    found = _EQUAL.match(text)
    if found is None:
        raise bad_request(f"invalid selector: '{text}'; can't understand '{text}'")
    key = found["key"]
    if key not in ("metadata.name", "metadata.namespace", *resource.selectable):
        raise bad_request(f"field label not supported: {key}")
    return key, found["value"], found["op"] != "!="


def _equal(obj: Obj, key: str, value: str) -> bool:
    path = ("source", "component") if key == "source" else tuple(key.split("."))
    found = dig(obj, *path)
    if value in ("true", "false"):  # an absent boolean is false, which JSON leaves out
        return str(bool(found)).lower() == value
    return str(found or "") == value

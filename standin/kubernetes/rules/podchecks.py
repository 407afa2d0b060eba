"""What is wrong with a pod's spec or a template (pkg/apis/core/validation)."""

from __future__ import annotations

import json
import re

from standin.kubernetes.errors import Cause, duplicate, required, unsupported, wrong
from standin.kubernetes.names import label_causes
from standin.kubernetes.rules.base import shown
from standin.kubernetes.rules.podspec import containers
from standin.kubernetes.selectors import selects
from standin.kubernetes.shapes import Obj, dig, items

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_OPERATORS = ("DoesNotExist", "Exists", "In", "NotIn")
_POLICIES = ("Always", "OnFailure", "Never")


def spec_causes(spec: Obj, at: str) -> list[Cause]:
    """`at` is where the spec lies, e.g. "spec.template.spec"."""
    if not items(spec, "containers"):
        return [required(f"{at}.containers")]
    names = [container.get("name") for container in containers(spec)]
    causes = [
        cause
        for field in ("initContainers", "containers")
        for i, container in enumerate(items(spec, field))
        for cause in _container(container, f"{at}.{field}[{i}]", spec)
    ]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    causes += [duplicate(f"{at}.containers.name", json.dumps(name)) for name in repeated]
    if spec.get("restartPolicy") not in _POLICIES:
        causes.append(unsupported(f"{at}.restartPolicy", spec["restartPolicy"], _POLICIES))
    return causes


def _container(container: Obj, at: str, spec: Obj) -> list[Cause]:
    causes = _named(container, at)
    if not container.get("image"):
        causes.append(required(f"{at}.image"))
    known = {volume.get("name") for volume in items(spec, "volumes")}
    for i, mount in enumerate(items(container, "volumeMounts")):
        if mount.get("name") not in known:
            said = f"Not found: {json.dumps(mount.get('name'))}"
            causes.append(Cause(f"{at}.volumeMounts[{i}].name", said, "FieldValueNotFound"))
    for i, port in enumerate(items(container, "ports")):
        number = port.get("containerPort")
        if not isinstance(number, int) or not 0 < number < 65_536:
            field = f"{at}.ports[{i}].containerPort"
            causes.append(wrong(field, str(number), "must be between 1 and 65535, inclusive"))
    return causes


def _named(container: Obj, at: str) -> list[Cause]:
    name = container.get("name") or ""
    if not name:
        return [required(f"{at}.name")]
    detail = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'"
    return [] if _NAME.fullmatch(name) else [wrong(f"{at}.name", json.dumps(name), detail)]


def template_causes(obj: Obj, *, restart: tuple[str, ...] = ("Always",)) -> list[Cause]:
    """A workload's selector and template together; `restart` are the policies it may have."""
    template = dig(obj, "spec", "template") or {}
    labels = dig(template, "metadata", "labels") or {}
    causes = label_causes("spec.template.metadata.labels", labels)
    spec = template.get("spec") or {}
    claimed = [
        {"name": dig(c, "metadata", "name")} for c in items(obj, "spec", "volumeClaimTemplates")
    ]
    mountable = spec | {"volumes": [*items(spec, "volumes"), *claimed]}
    causes += spec_causes(mountable, "spec.template.spec")
    if spec.get("restartPolicy") not in restart:
        field = "spec.template.spec.restartPolicy"
        causes.append(unsupported(field, str(spec.get("restartPolicy")), restart))
    return causes


def selector_form(selector: Obj, at: str) -> list[Cause]:
    """What is wrong with a metav1.LabelSelector by itself."""
    causes = label_causes(f"{at}.matchLabels", selector.get("matchLabels") or {})
    for i, rule in enumerate(items(selector, "matchExpressions")):
        field, operator = f"{at}.matchExpressions[{i}]", rule.get("operator") or ""
        if operator not in _OPERATORS:
            detail = "not a valid selector operator"
            causes.append(wrong(f"{field}.operator", json.dumps(operator), detail))
        elif bool(rule.get("values")) is not operator.endswith("In"):
            causes.append(required(f"{field}.values"))
    return causes


def selector_causes(obj: Obj) -> list[Cause]:
    """apps/v1: a selector there must be, and it must select the template's own pods."""
    selector = dig(obj, "spec", "selector")
    if selector is None:
        return [required("spec.selector")]
    if not any(selector.get(part) for part in ("matchLabels", "matchExpressions")):
        detail = "empty selector is invalid for deployment"
        return [wrong("spec.selector", "{}", detail)]
    odd = selector_form(selector, "spec.selector")
    labels = dig(obj, "spec", "template", "metadata", "labels") or {}
    if odd:
        return odd
    if selects(selector, labels):
        return []
    field = "spec.template.metadata.labels"
    return [wrong(field, shown(labels), "`selector` does not match template `labels`")]

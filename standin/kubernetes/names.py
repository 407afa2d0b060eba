"""What may be a name, a label or an annotation (apimachinery `pkg/util/validation`)."""

from __future__ import annotations

import json
import re

from standin.kubernetes.errors import Cause, required, wrong
from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Obj

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_DNS1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_WORD = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
ANNOTATIONS_LIMIT = 256 * 1024

_SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_LABEL_RULE = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_DNS1035_RULE = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
)
_FLAVOURS = {
    "subdomain": (re.compile(_SUBDOMAIN), 253, _SUBDOMAIN_RULE),
    "label": (re.compile(_LABEL), 63, _LABEL_RULE),
    "dns1035": (re.compile(_DNS1035), 63, _DNS1035_RULE),
}
_KEY = re.compile(rf"({_SUBDOMAIN}/)?{_WORD}")
_VALUE = re.compile(rf"({_WORD})?")
_LABEL_VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
_KEY_RULE = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)


def metadata_causes(resource: Resource, metadata: Obj) -> list[Cause]:
    """Everything that is wrong with a new object's metadata."""
    return [
        *_name(resource, metadata.get("name") or ""),
        *label_causes("metadata.labels", metadata.get("labels") or {}),
        *_annotations(metadata.get("annotations") or {}),
        *_finalizers(metadata.get("finalizers") or []),
        *_owners(metadata.get("ownerReferences") or []),
    ]


def _name(resource: Resource, name: str) -> list[Cause]:
    if not name:
        return [required("metadata.name", "name or generateName is required")]
    if resource.names == "path":
        fine = name not in (".", "..") and not set(name) & set("/%")
        return [] if fine else [wrong("metadata.name", json.dumps(name), "may not contain '/'")]
    pattern, limit, rule = _FLAVOURS[resource.names]
    if len(name) > limit:
        return [wrong("metadata.name", json.dumps(name), f"must be no more than {limit} bytes")]
    return [] if pattern.fullmatch(name) else [wrong("metadata.name", json.dumps(name), rule)]


def label_causes(field: str, labels: Obj) -> list[Cause]:
    causes = [cause for key in labels for cause in _key(field, key)]
    for value in labels.values():
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            causes.append(wrong(field, json.dumps(value), _LABEL_VALUE_RULE))
        elif len(value) > 63:
            causes.append(wrong(field, json.dumps(value), "must be no more than 63 bytes"))
    return causes


def _key(field: str, key: str) -> list[Cause]:
    prefix, _, name = key.rpartition("/")
    if len(name) > 63:
        detail = "name part must be no more than 63 bytes"
        return [wrong(field, json.dumps(key), detail)]
    fine = _KEY.fullmatch(key) and len(prefix) <= 253
    return [] if fine else [wrong(field, json.dumps(key), _KEY_RULE)]


def _annotations(annotations: Obj) -> list[Cause]:
    field = "metadata.annotations"
    causes = [cause for key in annotations for cause in _key(field, key.lower())]
    size = sum(len(key.encode()) + len(str(value).encode()) for key, value in annotations.items())
    if size > ANNOTATIONS_LIMIT:
        detail = f"Too long: may not be more than {ANNOTATIONS_LIMIT} bytes"
        causes.append(Cause(field, detail, "FieldValueTooLong"))
    return causes


def _finalizers(finalizers: list[str]) -> list[Cause]:
    bare = {"kubernetes", "orphan", "foregroundDeletion"}
    wrongs = [name for name in finalizers if "/" not in name and name not in bare]
    detail = "name is neither a standard finalizer name nor is it fully qualified"
    field = "metadata.finalizers"
    return [wrong(field, json.dumps(name), detail) for name in wrongs]


def _owners(owners: list[Obj]) -> list[Cause]:
    needed = ("apiVersion", "kind", "name", "uid")
    causes = [
        required(f"metadata.ownerReferences[{i}].{name}", "must not be empty")
        for i, owner in enumerate(owners)
        for name in needed
        if not owner.get(name)
    ]
    if sum(1 for owner in owners if owner.get("controller")) > 1:
        detail = "Only one reference can have Controller set to true"
        causes.append(wrong("metadata.ownerReferences", "[...]", detail))
    return causes

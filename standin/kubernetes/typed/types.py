"""fields.json read: type by type, field by field, as its Python name says the type."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from standin.kubernetes.kinds import Resource

FIELDS_FILE = Path(__file__).with_name("fields.json")
_EVENTS = {"": "CoreV1Event", "events.k8s.io": "EventsV1Event"}


@cache
def fields() -> dict[str, dict[str, str]]:
    """{"V1PodSpec": {"containers": "list[V1Container]", ...}}"""
    known: dict[str, dict[str, str]] = json.loads(FIELDS_FILE.read_text())
    return known


def type_of(resource: Resource) -> str:
    if resource.kind == "Event":
        return _EVENTS[resource.group]
    return f"{resource.version.upper()}{resource.kind}"

"""Which rules hold for which collection."""

from __future__ import annotations

from standin.kubernetes.kinds import Resource
from standin.kubernetes.rules.base import Rules

RULES: dict[str, Rules] = {}
_CUSTOM = Rules()
_NONE = Rules()


def rules_of(resource: Resource) -> Rules:
    return RULES.get(resource.collection, _CUSTOM if resource.custom else _NONE)

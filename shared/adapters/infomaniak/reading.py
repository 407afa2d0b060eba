"""One pool as the API tells it (P1.6, P1.7), read into ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.adapters.infomaniak import labels
from shared.core.seen import NodePool, PoolStatus


def read(entry: Mapping[str, Any]) -> NodePool:
    """Raises KeyError, TypeError or ValueError where a field that we need is not what it is."""
    told = entry.get("labels")
    target = entry.get("target_instances")
    return NodePool(
        id=str(int(entry["instance_pool_id"])),
        name=str(entry["name"]),
        flavor=str(entry.get("flavor") or ""),
        zone=str(entry.get("availability_zone") or ""),
        target=int(entry["minimum_instances"] if target is None else target),
        ready=int(entry.get("available_instances") or 0),
        status=_status(entry.get("status")),
        labels=labels.read(told),
        machines=str(entry.get("open_stack_name") or ""),
        faults=_faults(entry.get("error_messages"), torn=labels.torn(told)),
    )


def _status(word: object) -> PoolStatus:
    """A word that this version does not know is no reason to lose the list (P1.7)."""
    return next((status for status in PoolStatus if status == word), PoolStatus.UNKNOWN)


def _faults(messages: object, *, torn: bool) -> tuple[str, ...]:
    said = tuple(str(message) for message in messages) if isinstance(messages, list) else ()
    return (*said, "our labels on it cannot be read") if torn else said

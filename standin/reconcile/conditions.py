"""The conditions of an object's status, and when each last turned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from standin.client import Obj
from standin.reconcile.objects import status_of
from standin.reconcile.times import stamp


@dataclass(frozen=True, slots=True)
class Condition:
    """`status` is "True", "False" or "Unknown"; `extra` are fields of that kind's own."""

    type: str
    status: str
    reason: str = ""
    message: str = ""
    extra: Obj = field(default_factory=dict)


def condition_of(obj: Obj, kind: str) -> Obj | None:
    held = status_of(obj).get("conditions") or []
    return next((dict(c) for c in held if c["type"] == kind), None)


def is_true(obj: Obj, kind: str) -> bool:
    held = condition_of(obj, kind)
    return held is not None and held["status"] == "True"


def with_conditions(obj: Obj, now: datetime, *wanted: Condition) -> list[Obj]:
    """The whole list as it shall be: each keeps its place, one that did not turn its time.

    Two writers of one object would otherwise reorder each other's lists for ever.
    """
    written = {condition.type: _written(obj, now, condition) for condition in wanted}
    held = [dict(c) for c in status_of(obj).get("conditions") or []]
    return [written.pop(c["type"], c) for c in held] + list(written.values())


def _written(obj: Obj, now: datetime, wanted: Condition) -> Obj:
    old = condition_of(obj, wanted.type)
    turned = old is None or old["status"] != wanted.status
    told = {"reason": wanted.reason, "message": wanted.message}
    return {
        "type": wanted.type,
        "status": wanted.status,
        "lastTransitionTime": stamp(now) if turned or old is None else old["lastTransitionTime"],
        **{key: text for key, text in told.items() if text},
        **wanted.extra,
    }

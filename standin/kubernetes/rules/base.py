"""The places at which a kind may have a rule of its own; without one, nothing happens there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import Cause, wrong
from standin.kubernetes.shapes import Json, Obj, dig


def _nothing(*_: object) -> None:
    return None


def _no_cause(*_: object) -> list[Cause]:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`default` fills in; `create` and `update` (new, old) allocate and derive; `check` and
    `check_change` (new, old) refuse; `saved` and `removed` follow what was stored."""

    default: Callable[[Obj], None] = _nothing
    create: Callable[[Cluster, Obj], None] = _nothing
    update: Callable[[Cluster, Obj, Obj], None] = _nothing
    check: Callable[[Obj], list[Cause]] = _no_cause
    check_change: Callable[[Obj, Obj], list[Cause]] = _no_cause
    saved: Callable[[Cluster, Obj], None] = _nothing
    removed: Callable[[Cluster, Obj], None] = _nothing
    keeps_status: bool = False


def shown(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def immutable(new: Obj, old: Obj, *paths: str) -> list[Cause]:
    """One cause for each of the dotted `paths` whose value would change."""
    changed = [path for path in paths if dig(new, *path.split(".")) != dig(old, *path.split("."))]
    return [wrong(p, shown(dig(new, *p.split("."))), "field is immutable") for p in changed]


def not_negative(obj: Obj, *paths: str) -> list[Cause]:
    found = [(path, dig(obj, *path.split("."))) for path in paths]
    low = [(path, value) for path, value in found if isinstance(value, int) and value < 0]
    detail = "must be greater than or equal to 0"
    return [wrong(path, str(value), detail) for path, value in low]

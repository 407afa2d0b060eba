"""Sets of fields: an object laid flat into paths, and FieldsV1, the tree that stores such a set.

A step of a path is written as FieldsV1 writes it: `f:spec`, `k:{"name":"web"}`, `v:"x"`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from standin.kubernetes.keys import apply_keys, is_set
from standin.kubernetes.shapes import Json, Obj

Path = tuple[str, ...]
ITSELF = "."
# Objects that have one owner or another as a whole (structType=atomic or a map of the same).
_ATOMIC = frozenset(
    {
        "configMapKeyRef",
        "fieldRef",
        "matchLabels",
        "nodeSelector",
        "resourceFieldRef",
        "roleRef",
        "scaleTargetRef",
        "secretKeyRef",
        "selector",
    }
)
_SERVER = frozenset(
    {
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generation",
        "managedFields",
        "name",
        "namespace",
        "resourceVersion",
        "selfLink",
        "uid",
    }
)


def flat(obj: Obj) -> dict[Path, Json]:
    """Every leaf of what somebody may own, with its value."""
    kind = str(obj.get("kind", ""))
    owned = {name: value for name, value in obj.items() if name not in ("apiVersion", "kind")}
    metadata = owned.get("metadata") or {}
    owned["metadata"] = {name: one for name, one in metadata.items() if name not in _SERVER}
    if not owned["metadata"]:
        del owned["metadata"]
    return dict(_leaves(kind, owned, ()))


def _leaves(kind: str, obj: Mapping[str, Json], at: Path) -> Iterator[tuple[Path, Json]]:
    for name, value in obj.items():
        path = (*at, f"f:{name}")
        if isinstance(value, dict) and value and name not in _ATOMIC:
            yield from _leaves(kind, value, path)
        elif isinstance(value, list) and value:
            yield from _list(kind, name, value, path)
        else:
            yield path, value


def _list(kind: str, name: str, found: list[Json], path: Path) -> Iterator[tuple[Path, Json]]:
    keys = apply_keys(kind, name)
    if is_set(name):
        yield from (((*path, f"v:{json.dumps(one)}"), one) for one in found)
    elif keys is None or not all(isinstance(one, dict) for one in found):
        yield path, found
    else:
        for one in found:
            step = (*path, f"k:{_key(one, keys)}")
            yield (*step, ITSELF), None
            yield from _leaves(kind, one, step)


def _key(item: Obj, keys: tuple[str, ...]) -> str:
    """A missing protocol is TCP: the only default among the keys."""
    found = {key: item.get(key, "TCP" if key == "protocol" else None) for key in keys}
    return json.dumps(found, separators=(",", ":"), sort_keys=True)


def member(item: Obj, step: str) -> bool:
    """Whether a list's member is the one that a `k:` step names."""
    wanted: Obj = json.loads(step[2:])
    found = {key: item.get(key, "TCP" if key == "protocol" else None) for key in wanted}
    return found == wanted


def tree(paths: Iterable[Path]) -> Obj:
    """FieldsV1."""
    root: Obj = {}
    for path in sorted(paths):
        node = root
        for step in path:
            node = node.setdefault(step, {})
    return root


def paths_of(fields: Obj, at: Path = ()) -> Iterator[Path]:
    """The set that a FieldsV1 tree stores."""
    for step, below in fields.items():
        if below:
            yield from paths_of(below, (*at, step))
        else:
            yield (*at, step)


def spoken(path: Path) -> str:
    """`.spec.template.spec.containers[name="web"].image`, as conflicts name a field."""
    return "".join(_spoken(step) for step in path if step != ITSELF)


def _spoken(step: str) -> str:
    if step.startswith("f:"):
        return f".{step[2:]}"
    if step.startswith("v:"):
        return f"[={step[2:]}]"
    pairs = json.loads(step[2:]).items()
    return "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in pairs) + "]"

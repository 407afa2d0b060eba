"""Server-side apply: a manager says what it wants, owns that, and lets go of what it left out."""

from __future__ import annotations

from standin.kubernetes import ownership, writing
from standin.kubernetes.bodies import as_object, check_place, check_type, parse
from standin.kubernetes.call import Call, is_true
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.decoding import decoded
from standin.kubernetes.errors import ApiError, bad_request
from standin.kubernetes.fieldsets import ITSELF, Path, flat, member, spoken
from standin.kubernetes.keys import apply_keys, is_set
from standin.kubernetes.ownership import Owner, owners_of
from standin.kubernetes.shapes import Json, Obj, child, copy
from standin.kubernetes.store import Record

_MISSING = object()


def apply(cluster: Cluster, call: Call) -> tuple[Record, bool]:
    """The object, and whether it is new. Raises 400, 404, 409 (with each conflict) or 422."""
    config = _config(call)
    record = cluster.store.get(call.resource.collection, call.key)
    if record is None:
        return _created(cluster, call, config), True
    wanted = frozenset(flat(config))
    mine = ownership.owner(call, wanted, cluster.stamp(), applied=True)
    owners = owners_of(record.obj["metadata"])
    others = [one for one in owners if one.who != mine.who]
    lost = _conflicts(call, config, record.obj, others)
    new = _merged(record.obj["kind"], copy(record.obj), config)
    before = frozenset(path for one in owners if one.who == mine.who for path in one.paths)
    for path in _left_out(before - wanted, others):
        _remove(new, path)
    kept = [one.with_paths(one.paths - lost) for one in others]
    return _stored(cluster, call, record, new, [*kept, mine]), False


def _config(call: Call) -> Obj:
    if not call.query.get("fieldManager"):
        raise bad_request("PatchOptions.meta.k8s.io is invalid: fieldManager: Required value")
    config = decoded(call, as_object(parse(call.body, yaml_too=True)))
    if config.get("apiVersion") is None or config.get("kind") is None:
        raise bad_request("error decoding patch: apiVersion and kind must be set")
    check_type(call, config)
    check_place(call, child(config, "metadata"))
    if config["metadata"].get("managedFields"):
        raise bad_request("metadata.managedFields must be nil")
    return config


def _created(cluster: Cluster, call: Call, config: Obj) -> Record:
    """The entry is written first: what creation then adds by itself belongs to nobody."""
    mine = ownership.owner(call, frozenset(flat(config)), cluster.stamp(), applied=True)
    ownership.write(config["metadata"], [mine])
    return writing.create(cluster, call, config, owned=True)


def _stored(cluster: Cluster, call: Call, record: Record, new: Obj, owners: list[Owner]) -> Record:
    ownership.write(new["metadata"], owners)
    return writing.update(cluster, call, record, new, owned=True)


def _conflicts(call: Call, config: Obj, live: Obj, others: list[Owner]) -> frozenset[Path]:
    """The fields that others own and that would change. Raises 409 unless `force`."""
    asked, there = flat(config), flat(live)
    changed = {path for path, value in asked.items() if there.get(path, _MISSING) != value}
    found = [(one, path) for one in others for path in sorted(one.paths & changed)]
    if found and not is_true(call.query.get("force", "")):
        raise _conflict(call, found)
    return frozenset(path for _, path in found)


def _conflict(call: Call, found: list[tuple[Owner, Path]]) -> ApiError:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f'conflict with "{one.manager}" using {one.api_version}',
            "field": spoken(path),
        }
        for one, path in found
    ]
    shown = ", ".join(f"{cause['message']}: {cause['field']}" for cause in causes)
    plural = "conflict" if len(causes) == 1 else "conflicts"
    message = f"Apply failed with {len(causes)} {plural}: {shown}"
    details = {"name": call.name, "group": call.resource.group, "kind": call.resource.plural}
    return ApiError(409, "Conflict", message, details=details | {"causes": causes})


def _merged(kind: str, live: Obj, config: Obj) -> Obj:
    for name, value in config.items():
        if isinstance(value, dict) and isinstance(live.get(name), dict):
            live[name] = _merged(kind, live[name], value)
        elif isinstance(value, list) and isinstance(live.get(name), list):
            live[name] = _merged_list(kind, name, live[name], value)
        else:
            live[name] = value
    return live


def _merged_list(kind: str, name: str, live: list[Json], config: list[Json]) -> list[Json]:
    keys = apply_keys(kind, name)
    if is_set(name):
        return live + [one for one in config if one not in live]
    if keys is None or not all(isinstance(one, dict) for one in config):
        return config
    merged = list(live)
    for one in config:
        at = next((i for i, old in enumerate(merged) if _alike(old, one, keys)), None)
        if at is None:
            merged.append(one)
        else:
            merged[at] = _merged(kind, merged[at], one)
    return merged


def _alike(old: Obj, new: Obj, keys: tuple[str, ...]) -> bool:
    filled = {"protocol": "TCP"}
    return all(old.get(key, filled.get(key)) == new.get(key, filled.get(key)) for key in keys)


def _left_out(paths: frozenset[Path], others: list[Owner]) -> list[Path]:
    """What this manager once wanted, wants no more, and nobody else does; members before fields."""
    kept = {path for one in others for path in one.paths}
    return sorted(paths - kept, key=lambda path: (len(path), path[-1] != ITSELF))


def _remove(obj: Json, path: Path) -> None:
    step, *rest = path
    if isinstance(obj, list):
        _remove_member(obj, step, tuple(rest))
    elif isinstance(obj, dict) and step.startswith("f:"):
        name = step[2:]
        if not rest:
            obj.pop(name, None)
        elif name in obj:
            _remove(obj[name], tuple(rest))
            if obj[name] in ({}, []):
                del obj[name]


def _remove_member(found: list[Json], step: str, rest: Path) -> None:
    if step.startswith("v:"):
        found[:] = [one for one in found if f"v:{_text(one)}" != step]
    elif rest == (ITSELF,):
        found[:] = [one for one in found if not member(one, step)]
    else:
        for one in found:
            if member(one, step):
                _remove(one, rest)


def _text(value: Json) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)

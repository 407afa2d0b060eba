"""managedFields: who set which field last, kept at every write."""

from __future__ import annotations

from dataclasses import dataclass

from standin.kubernetes.call import Call
from standin.kubernetes.fieldsets import Path, flat, paths_of, tree
from standin.kubernetes.shapes import Obj

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Owner:
    """One manager's fields; `applied` tells server-side apply from any other write."""

    manager: str
    applied: bool
    subresource: str
    api_version: str
    time: str
    paths: frozenset[Path]

    @property
    def who(self) -> tuple[str, bool, str]:
        return (self.manager, self.applied, self.subresource)

    def with_paths(self, paths: frozenset[Path]) -> Owner:
        return Owner(*self.who, self.api_version, self.time, paths)

    def entry(self) -> Obj:
        entry: Obj = {
            "manager": self.manager,
            "operation": "Apply" if self.applied else "Update",
            "apiVersion": self.api_version,
            "time": self.time,
            "fieldsType": "FieldsV1",
            "fieldsV1": tree(self.paths),
        }
        return entry | ({"subresource": self.subresource} if self.subresource else {})


def owners_of(metadata: Obj) -> list[Owner]:
    return [
        Owner(
            manager=entry.get("manager") or "",
            applied=entry.get("operation") == "Apply",
            subresource=entry.get("subresource") or "",
            api_version=entry.get("apiVersion") or "",
            time=entry.get("time") or "",
            paths=frozenset(paths_of(entry.get("fieldsV1") or {})),
        )
        for entry in metadata.get("managedFields") or []
    ]


def write(metadata: Obj, owners: list[Owner]) -> None:
    metadata["managedFields"] = [owner.entry() for owner in owners if owner.paths]
    if not metadata["managedFields"]:
        del metadata["managedFields"]


def owner(call: Call, paths: frozenset[Path], moment: str, *, applied: bool = False) -> Owner:
    version = call.resource.api_version
    return Owner(call.manager, applied, call.subresource, version, moment, paths)


def note(call: Call, old: Obj | None, new: Obj, moment: str) -> None:
    """Writes into `new` that this call's manager changed what differs from `old`.

    A client may bring managedFields of its own: they are then the ones that stood before.
    """
    brought = new["metadata"].get("managedFields")
    standing = owners_of(new["metadata"] if brought or old is None else old["metadata"])
    before, after = flat(old) if old else {}, flat(new)
    changed = {path for path, value in after.items() if before.get(path, _MISSING) != value}
    gone = before.keys() - after.keys()
    write(new["metadata"], _taken(standing, owner(call, frozenset(changed), moment), gone))


def _taken(standing: list[Owner], mine: Owner, gone: set[Path]) -> list[Owner]:
    """What one writes belongs to nobody else any more; what is gone to nobody at all."""
    if not mine.paths and not gone:
        return standing
    own = [one for one in standing if one.who == mine.who]
    kept = frozenset(path for one in own for path in one.paths if path not in gone)
    lost = mine.paths | gone
    others = [one.with_paths(one.paths - lost) for one in standing if one.who != mine.who]
    return [*others, mine.with_paths(mine.paths | kept)]


def same(old: Obj, new: Obj) -> bool:
    """Equal but for who last wrote it."""
    return _bare(old) == _bare(new)


def moved(old: Obj, new: Obj) -> bool:
    """Whether some field has another owner than before, whatever the time of the writing."""
    before, after = owners_of(old["metadata"]), owners_of(new["metadata"])
    return {(one.who, one.paths) for one in before} != {(one.who, one.paths) for one in after}


def _bare(obj: Obj) -> Obj:
    metadata = {name: value for name, value in obj["metadata"].items() if name != "managedFields"}
    return obj | {"metadata": metadata}

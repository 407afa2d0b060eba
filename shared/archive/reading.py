"""What an archive holds, by its own account: every object parsed, every type counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.archive.gunzip import gunzip
from shared.archive.tarball import VERSION_PATH
from shared.archive.untar import Member, members
from shared.errors import CorruptError

CLUSTER, NAMESPACES = "cluster", "namespaces"
PREFERRED = "-preferredversion"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file below `resources/`. `version` is "" in the tree that every Velero reads."""

    resource: str
    version: str
    namespace: str
    name: str
    body: bytes


@dataclass(slots=True)
class Contents:
    """What was found: objects by type, in the plain tree and in that of preferred versions.

    `faults` names what cannot be read as the object that its path promises.
    """

    format_version: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    preferred: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def read(chunks: Iterable[bytes]) -> Contents:
    """Reads all of it. Raises CorruptError where it is damaged or leads outside."""
    found = Contents()
    for member in members(gunzip(chunks)):
        if member.path == VERSION_PATH:
            found.format_version = member.body.decode("utf-8", "replace").strip()
        elif (entry := entry_of(member)) is not None:
            _count(found, entry)
    return found


def entries(chunks: Iterable[bytes]) -> Iterator[Entry]:
    """The objects of the plain tree, one by one."""
    for member in members(gunzip(chunks)):
        entry = entry_of(member)
        if entry is not None and not entry.version:
            yield entry


def entry_of(member: Member) -> Entry | None:
    """None for files of folders that we do not know. Raises CorruptError for a hostile path."""
    parts = member.path.removeprefix("./").split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        raise CorruptError(f"the path {member.path[:80]!r} leads outside of the archive")
    match parts:
        case ["resources", resource, *version, where, file] if where == CLUSTER:
            return _entry(resource, version, "", file, member.body)
        case ["resources", resource, *version, where, namespace, file] if where == NAMESPACES:
            return _entry(resource, version, namespace, file, member.body)
        case _:
            return None


def _entry(
    resource: str, version: list[str], namespace: str, file: str, body: bytes
) -> Entry | None:
    if len(version) > 1 or not file.endswith(".json"):
        return None
    return Entry(resource, "".join(version), namespace, file.removesuffix(".json"), body)


def _count(found: Contents, entry: Entry) -> None:
    if trouble := _trouble(entry):
        where = f"{entry.namespace}/{entry.name}" if entry.namespace else entry.name
        found.faults.append(f"{entry.resource} {where}: {trouble}")
    elif not entry.version:
        found.counts[entry.resource] += 1
    elif entry.version.endswith(PREFERRED):
        found.preferred[entry.resource] += 1


def _trouble(entry: Entry) -> str:
    """Why this is not the object that its path promises; "" where it is."""
    import msgspec

    try:
        obj = msgspec.json.decode(entry.body, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return f"no JSON object: {error}"
    meta = obj.get("metadata")
    if not isinstance(meta, dict) or not obj.get("kind") or not obj.get("apiVersion"):
        return "not a Kubernetes object"
    found = (meta.get("namespace") or "", meta.get("name"))
    return "" if found == (entry.namespace, entry.name) else f"holds {found[0]}/{found[1]}"

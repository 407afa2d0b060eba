"""Which archives there are: one small object at a fixed key, because a listing lags (P4.13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shared import codec
from shared.core.seen import ArchiveSeen
from shared.errors import CorruptError
from shared.ports import Bodies

KEPT = 500  # entries: at one an hour awake, years of a lab that is used some hours a week


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A verified archive: nothing else enters. `unread` names the types that it lacks.

    `drilled` is when a drill of it passed, None before one did.
    """

    name: str
    session: str
    taken_at: datetime
    items: int
    cluster: str
    quarantined: bool = False
    unread: tuple[str, ...] = ()
    drilled: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Oldest first."""

    archives: tuple[Indexed, ...] = field(default=())
    lab: str = ""


def key_of(lab: str) -> str:
    return f"labs/{lab}/archives.json"


def aside_of(lab: str) -> str:
    return f"labs/{lab}/archives.unreadable"


def newest(bodies: Bodies, lab: str) -> ArchiveSeen | None:
    """None where there is no index. Raises CorruptError for one that cannot be read."""
    archives = _load(bodies, lab).archives
    return _seen(archives[-1]) if archives else None


def add(bodies: Bodies, lab: str, entry: Indexed) -> ArchiveSeen:
    """Enters a verified archive; the same one again changes nothing. The caller holds the lock.

    An index that cannot be read is laid aside, and another begun.
    """
    try:
        known = _load(bodies, lab).archives
    except CorruptError:
        bodies.put(aside_of(lab), bodies.get(key_of(lab)) or b"")
        known = ()
    others = (e for e in known if e.name != entry.name)
    archives = sorted((*others, entry), key=lambda e: (e.taken_at, e.name))
    bodies.put(key_of(lab), codec.encode(Index(archives=tuple(archives[-KEPT:]), lab=lab)))
    return _seen(entry)


def _load(bodies: Bodies, lab: str) -> Index:
    key = key_of(lab)
    body = bodies.get(key)
    index = Index() if body is None else codec.decode(body, Index, what=key)
    if index.lab not in ("", lab):
        raise CorruptError(f"{key} is of the lab {index.lab}")
    return index


def _seen(entry: Indexed) -> ArchiveSeen:
    return ArchiveSeen(
        name=entry.name,
        session=entry.session,
        taken_at=entry.taken_at,
        verified=True,
        items=entry.items,
        unread=entry.unread,
        cluster=entry.cluster,
        drilled=entry.drilled,
    )

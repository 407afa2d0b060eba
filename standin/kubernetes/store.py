"""What etcd is to the real one: the objects, one revision counter, and the recent changes.

Every write is one step on one event loop, so a compare and its swap cannot be
torn apart. A `Record` and its object are never changed after they are stored:
readers share them, writers store new ones.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from standin.kubernetes.shapes import Obj, encode

REMEMBERED = 20_000
"""Changes that a watch may still ask for."""
REMEMBERED_FOR = timedelta(minutes=5)
"""etcd is compacted every five minutes by kube-apiserver's default."""


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one object. `raw` is its JSON without kind and apiVersion: so it
    stands in a list as it is, and behind a few more bytes on its own."""

    key: str
    revision: int
    obj: Obj
    raw: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is None for a creation, `after` for a deletion."""

    revision: int
    collection: str
    at: datetime
    before: Record | None
    after: Record | None
    gone: Record | None = None


Listener = Callable[[Change], None]
Log = Callable[[str, str, Obj | None, int], None]


def record_of(key: str, revision: int, obj: Obj) -> Record:
    bare = {name: value for name, value in obj.items() if name not in ("kind", "apiVersion")}
    return Record(key, revision, obj, encode(bare))


class Store:
    """Objects by collection (`deployments.apps`) and key (`namespace/name`, or `name`)."""

    def __init__(self, now: Callable[[], datetime], log: Log | None = None) -> None:
        self._now = now
        self._log = log
        self._collections: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        self._changes: deque[Change] = deque(maxlen=REMEMBERED)
        self._listeners: list[Listener] = []
        self._forgotten = 0
        self.revision = 1

    def get(self, collection: str, key: str) -> Record | None:
        return self._collections[collection].get(key)

    def sorted(self, collection: str) -> list[Record]:
        """In etcd's order, the one that pages follow."""
        found = self._collections[collection]
        return [found[key] for key in sorted(found)]

    def all(self, collection: str) -> list[Record]:
        return list(self._collections[collection].values())

    def put(self, collection: str, key: str, obj: Obj) -> Record:
        """Stores `obj` as the next revision, which it writes into its metadata."""
        self.revision += 1
        obj["metadata"]["resourceVersion"] = str(self.revision)
        record = record_of(key, self.revision, obj)
        before = self._collections[collection].get(key)
        self._collections[collection][key] = record
        self._note(Change(self.revision, collection, self._now(), before, record))
        self._write_log(collection, key, obj)
        return record

    def remove(self, collection: str, key: str) -> Record:
        """The object as it went, under the revision of its deletion."""
        before = self._collections[collection].pop(key)
        self.revision += 1
        metadata = before.obj["metadata"] | {"resourceVersion": str(self.revision)}
        last = before.obj | {"metadata": metadata}
        gone = record_of(key, self.revision, last)
        self._note(Change(self.revision, collection, self._now(), before, None, gone))
        self._write_log(collection, key, None)
        return gone

    def restore(self, collection: str, key: str, obj: Obj) -> None:
        """Puts back what a log remembers, under the revision it had."""
        revision = int(obj["metadata"]["resourceVersion"])
        self._collections[collection][key] = record_of(key, revision, obj)

    def picture(self) -> Store:
        """What is there now, in a store of its own, without the past."""
        copy = Store(self._now)
        for name, records in self.collections().items():
            for record in records:
                copy.restore(name, record.key, record.obj)
        copy.resume(self.revision)
        return copy

    def resume(self, revision: int) -> None:
        """Counts on from `revision`; nothing before it can be watched any more."""
        self.revision = self._forgotten = revision

    def collections(self) -> dict[str, list[Record]]:
        return {name: list(found.values()) for name, found in self._collections.items()}

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        self._listeners.remove(listener)

    def since(self, revision: int) -> list[Change] | None:
        """Every change after `revision`, or None where some of them are forgotten."""
        self._compact()
        if revision < self._forgotten:
            return None
        return [change for change in self._changes if change.revision > revision]

    def forget(self) -> None:
        """Compacts all of the past, as a test of 410 needs it."""
        self._changes.clear()
        self._forgotten = self.revision

    def _compact(self) -> None:
        limit = self._now() - REMEMBERED_FOR
        while self._changes and self._changes[0].at < limit:
            self._forgotten = self._changes.popleft().revision

    def _note(self, change: Change) -> None:
        if len(self._changes) == REMEMBERED:
            self._forgotten = self._changes[0].revision
        self._changes.append(change)
        for listener in tuple(self._listeners):
            listener(change)

    def _write_log(self, collection: str, key: str, obj: Obj | None) -> None:
        if self._log is not None:
            self._log(collection, key, obj, self.revision)

"""A log of every object's versions on disk, from which a restart takes up where it was."""

from __future__ import annotations

import json
from pathlib import Path

from standin.kubernetes.shapes import Obj, encode
from standin.kubernetes.store import Store


class Log:
    """One JSON line a write; a line cut by a kill is the last one and is left out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, collection: str, key: str, obj: Obj | None, revision: int) -> None:
        with self._path.open("ab") as file:
            file.write(encode([collection, key, obj, revision]) + b"\n")

    def replay(self, store: Store) -> None:
        """Fills an empty store, then keeps only what is still there and the last revision."""
        latest: dict[tuple[str, str], Obj | None] = {}
        revision = store.revision
        for line in self._lines():
            collection, key, obj, revision = json.loads(line)
            latest[(collection, key)] = obj
        there = {at: obj for at, obj in latest.items() if obj is not None}
        for (collection, key), obj in there.items():
            store.restore(collection, key, obj)
        store.resume(revision)
        lines = [[*at, obj, revision] for at, obj in there.items()]
        self._path.write_bytes(b"".join(encode(line) + b"\n" for line in lines))

    def _lines(self) -> list[bytes]:
        if not self._path.exists():
            return []
        lines = self._path.read_bytes().split(b"\n")
        return [line for line in lines[:-1] if line]

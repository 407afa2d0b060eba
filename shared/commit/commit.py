"""Saving what is wanted, on a store without compare-and-swap (rule 3).

Swift has none, and a PUT may land minutes late. So a save is: PUT an immutable
body at a key of its own, then swap the Lease, under its resourceVersion, to name
that key and its sha256. The swap is the commit; a late PUT hits a key that nobody
names. `labs/LAB/session.json` is the published copy, for people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from shared import codec
from shared.commit import lock as locking
from shared.commit.lock import Lock
from shared.commit.stored import Document, How, Stored, load, numbers, published_key
from shared.core.session import Session
from shared.errors import PortError
from shared.notes import to_notes
from shared.ports import Bodies, Clock, Head, Heads

BODIES_KEPT = 20


def _none() -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    lab: str
    me: str
    heads: Heads
    bodies: Bodies
    clock: Clock

    def acquire(self, floor: Callable[[], int] = _none) -> Lock:
        """Take the lock. A new Lease starts above `floor`, the highest token seen anywhere."""
        return locking.acquire(self.heads, self.clock, self.me, floor)

    def renew(self, lock: Lock) -> Lock:
        return locking.renew(self.heads, self.clock, self.me, lock)

    def release(self, lock: Lock) -> None:
        locking.release(self.heads, lock)

    def load(self, head: Head | None) -> Stored:
        """What is wanted, from the best source that can be read. Raises NewerSchemaError."""
        return load(self.bodies, self.lab, head)

    def save(self, lock: Lock, stored: Stored, session: Session) -> tuple[Lock, Stored]:
        """Commit a wish. Raises ConflictError where someone else wrote first."""
        revision = f"{lock.head.token}-{numbers(stored.revision)[1] + 1}"
        key = f"labs/{self.lab}/session/{revision}.json"
        keys = (*stored.older, key)
        document = Document(revision=revision, session=session, older=keys[-BODIES_KEPT:])
        body = codec.encode(document)
        self.bodies.put(key, body)
        notes = to_notes(session, key, hashlib.sha256(body).hexdigest())
        head = self.heads.swap(replace(lock.head, notes={**lock.head.notes, **notes}))
        saved = Stored(session=session, how=How.COMMITTED, revision=revision, older=document.older)
        self._tidy(body, keys[:-BODIES_KEPT])
        return replace(lock, head=head), saved

    def publish(self, stored: Stored) -> None:
        """Once more, where the copy is not what was committed: a PUT of it failed, or came late."""
        if stored.session is None or stored.how is not How.COMMITTED:
            return
        body = codec.encode(
            Document(revision=stored.revision, session=stored.session, older=stored.older)
        )
        if self.bodies.get(published_key(self.lab)) != body:
            self.bodies.put(published_key(self.lab), body)

    def _tidy(self, body: bytes, dropped: tuple[str, ...]) -> None:
        """The wish is committed: what fails from here on must not keep it from being acted on."""
        try:
            self.bodies.put(published_key(self.lab), body)
            for key in dropped:
                self.bodies.delete(key)
        except PortError:
            return  # the next tick publishes again; a body too many is a few kB

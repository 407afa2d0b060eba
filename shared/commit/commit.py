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
from shared.commit.stored import (
    Document,
    How,
    Stored,
    body_key,
    by_the_copy,
    load,
    numbers,
    published,
    published_key,
    went_back,
)
from shared.core.seen import Loss, Part
from shared.core.session import Session
from shared.errors import CorruptError, PortError
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

    def refuse_if_held(self, head: Head) -> None:
        """Raises LockHeldError where another holds it."""
        locking.refuse_if_held(head, self.me)

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
        key = body_key(self.lab, revision)
        keys = (*stored.older, key)
        document = self._document(revision, session, keys[-BODIES_KEPT:])
        body = codec.encode(document)
        self.bodies.put(key, body)
        notes = to_notes(session, key, hashlib.sha256(body).hexdigest())
        head = self.heads.swap(replace(lock.head, notes={**lock.head.notes, **notes}))
        saved = Stored(
            session=session,
            how=How.COMMITTED,
            revision=revision,
            older=document.older,
            raw=body,
        )
        self._tidy(body, keys[:-BODIES_KEPT])
        return replace(lock, head=head), saved

    def checked(self, lock: Lock, stored: Stored) -> Stored:
        """With everything in `lost` that is not as it was committed.

        Where the published copy is of a later revision, the Lease was put back to an older
        state: then that copy is what is wanted, trusted as the published copy alone.
        """
        if stored.how is not How.COMMITTED:
            return stored
        noted = self.notes_of(lock, stored)
        wrong = sorted(k for k, text in noted.items() if lock.head.notes.get(k) != text)
        loss = Loss(Part.LEASE, f"a hand changed its notes: {', '.join(wrong)}")
        return self._compared(replace(stored, lost=(*stored.lost, loss)) if wrong else stored)

    def notes_of(self, lock: Lock, stored: Stored) -> dict[str, str]:
        """What the Lease's notes say of what is committed."""
        notes = lock.head.notes
        if stored.session is None or stored.how is not How.COMMITTED:
            return {}
        return to_notes(stored.session, notes["body"], notes["sha256"])

    def mend(self, stored: Stored) -> None:
        """Writes again what of the bucket is not as it was committed."""
        if stored.how is not How.COMMITTED:
            return
        lost = {loss.what for loss in stored.lost}
        if Part.BODY in lost:
            self.bodies.put(body_key(self.lab, stored.revision), stored.raw)
        if Part.PUBLISHED in lost:
            self.bodies.put(published_key(self.lab), stored.raw)

    def _compared(self, stored: Stored) -> Stored:
        copy = self.bodies.get(published_key(self.lab))
        if copy == stored.raw:
            return stored
        behind = False
        try:
            document = published(self.bodies, self.lab)
        except CorruptError as error:
            why = str(error)
        else:
            if document and numbers(document.revision) > numbers(stored.revision):
                back = Loss(Part.LEASE, went_back(document))
                return by_the_copy(document, *stored.lost, back)
            behind = document is not None and document.revision != stored.revision
            why = f"it was not revision {stored.revision}, as committed"
        loss = Loss(Part.PUBLISHED, why, harmless=behind)
        return replace(stored, lost=(*stored.lost, loss))

    def _document(self, revision: str, session: Session, older: tuple[str, ...]) -> Document:
        return Document(revision=revision, session=session, older=older, lab=self.lab)

    def _tidy(self, body: bytes, dropped: tuple[str, ...]) -> None:
        """The wish is committed: what fails from here on must not keep it from being acted on."""
        try:
            self.bodies.put(published_key(self.lab), body)
            for key in dropped:
                self.bodies.delete(key)
        except PortError:
            return  # the next tick publishes again; a body too many is a few kB

"""Saving what is wanted, on a store without compare-and-swap (rules 3 and 4).

Swift has none, and a PUT may land minutes late. So a save is: PUT an immutable
body at a key of its own, then swap the Lease, under its resourceVersion, to name
that key and its sha256. The swap is the commit; a late PUT hits a key that nobody
names. The same Lease is the lock: its holder, its time-out, and a token that only
grows. `labs/LAB/session.json` is the published copy, for people.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from shared import codec
from shared.core.session import Session
from shared.errors import ConflictError, CorruptError, LockHeldError, NewerSchemaError, PortError
from shared.notes import from_notes, to_notes
from shared.ports import Bodies, Clock, Head, Heads

LOCK_LASTS = timedelta(seconds=60)  # every effect times out before it
BODIES_KEPT = 20


class How(StrEnum):
    """Where the session was read, and so how far it may be trusted."""

    NEW = "there is none"
    COMMITTED = "committed"
    PUBLISHED = "the published copy alone: never to create or to extend"
    RECOVERED = "the Lease's notes, because the body it names cannot be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The body and the published copy. `older` are the keys of the bodies before it."""

    revision: str
    session: Session
    older: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was wanted when it was read. `why` says what was wrong, where something was."""

    session: Session | None
    how: How
    revision: str = ""
    older: tuple[str, ...] = field(default=())
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Held since `taken` on our own steady clock, measured from before it was asked for."""

    head: Head
    taken: timedelta

    def left(self, clock: Clock) -> timedelta:
        return LOCK_LASTS - (clock.monotonic() - self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    lab: str
    me: str
    heads: Heads
    bodies: Bodies
    clock: Clock

    def acquire(self, floor: int = 0) -> Lock:
        """Take the lock. A new Lease starts above `floor`, the highest token seen anywhere.

        Raises LockHeldError while another holds it, ConflictError when a race is lost.
        """
        before = self.clock.monotonic()
        head = self.heads.read()
        if head is None:
            return Lock(head=self.heads.create(self._first(floor)), taken=before)
        self._refuse_if_held(head)
        mine = replace(
            head, holder=self.me, token=head.token + 1, renewed=head.served, lasts=LOCK_LASTS
        )
        return Lock(head=self.heads.swap(mine), taken=before)

    def renew(self, lock: Lock) -> Lock:
        """Before an effect that could outlast what is left. A lock that was lost is a conflict."""
        if lock.left(self.clock) > LOCK_LASTS / 2:
            return lock
        before = self.clock.monotonic()
        now = self.heads.read()
        if now is None or now.token != lock.head.token or now.holder != self.me:
            msg = "the lock was lost: another function took over"
            raise ConflictError(msg)
        renewed = self.heads.swap(replace(now, renewed=now.served))
        return Lock(head=renewed, taken=before)

    def release(self, lock: Lock) -> None:
        self.heads.swap(replace(lock.head, holder="", renewed=None))

    def load(self, head: Head | None) -> Stored:
        """What is wanted, from the best source that can be read. Raises NewerSchemaError."""
        if head is None or "body" not in head.notes:
            return self._published()
        try:
            document = self._body(head)
        except NewerSchemaError:
            raise
        except PortError as error:
            session = from_notes(head.notes)
            return Stored(session=session, how=How.RECOVERED, why=str(error))
        return Stored(
            session=document.session,
            how=How.COMMITTED,
            revision=document.revision,
            older=document.older,
        )

    def save(self, lock: Lock, stored: Stored, session: Session) -> tuple[Lock, Stored]:
        """Commit a wish. Raises ConflictError where someone else wrote first."""
        revision = _next(stored.revision, lock.head.token)
        key = f"labs/{self.lab}/session/{revision}.json"
        keys = (*stored.older, key)
        document = Document(revision=revision, session=session, older=keys[-BODIES_KEPT:])
        body = codec.encode(document)
        self.bodies.put(key, body)
        notes = to_notes(session, key, hashlib.sha256(body).hexdigest())
        head = self.heads.swap(replace(lock.head, notes={**lock.head.notes, **notes}))
        self.publish(body)
        for dropped in keys[:-BODIES_KEPT]:
            self.bodies.delete(dropped)
        saved = Stored(session=session, how=How.COMMITTED, revision=revision, older=document.older)
        return replace(lock, head=head), saved

    def publish(self, body: bytes) -> None:
        self.bodies.put(published_key(self.lab), body)

    def _first(self, floor: int) -> Head:
        now = self.clock.now()
        return Head(
            version="", holder=self.me, token=floor + 1, renewed=now, lasts=LOCK_LASTS, served=now
        )

    def _refuse_if_held(self, head: Head) -> None:
        """By the API server's own time: our clocks may be apart (rule 4)."""
        if head.holder in ("", self.me) or head.renewed is None:
            return
        left = head.renewed + head.lasts - head.served
        if left > timedelta():
            msg = f"{head.holder} is acting on the lab, and goes on; this was not recorded"
            raise LockHeldError(msg, retry_after=left, advice="ask again in a moment")

    def _published(self) -> Stored:
        body = self.bodies.get(published_key(self.lab))
        if body is None:
            return Stored(session=None, how=How.NEW)
        try:
            document = codec.decode(body, Document, what="session.json")
        except NewerSchemaError:
            raise
        except CorruptError as error:
            return Stored(session=None, how=How.PUBLISHED, why=str(error))
        return Stored(session=document.session, how=How.PUBLISHED, revision=document.revision)

    def _body(self, head: Head) -> Document:
        key = head.notes["body"]
        body = self.bodies.get(key)
        if body is None or hashlib.sha256(body).hexdigest() != head.notes["sha256"]:
            msg = f"{key} is not what the Lease names"
            raise CorruptError(msg)
        return codec.decode(body, Document, what=key)


def published_key(lab: str) -> str:
    return f"labs/{lab}/session.json"


def _next(revision: str, token: int) -> str:
    sequence = int(revision.rpartition("-")[2] or 0) if revision else 0
    return f"{token}-{sequence + 1}"

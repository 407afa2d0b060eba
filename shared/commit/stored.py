"""What is wanted, from the best source that can be read, and how far that may be trusted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from shared import codec
from shared.core.session import Session
from shared.errors import CorruptError, NewerSchemaError, PortError
from shared.notes import from_notes
from shared.ports import Bodies, Head


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


def load(bodies: Bodies, lab: str, head: Head | None) -> Stored:
    """Raises NewerSchemaError, and a PortError where nothing could be asked."""
    if head is None or "body" not in head.notes:
        return _published(bodies, lab)
    try:
        return _committed(_body(bodies, head))
    except NewerSchemaError:
        raise
    except PortError as error:
        return _recovered(bodies, lab, head, str(error))


def published_key(lab: str) -> str:
    return f"labs/{lab}/session.json"


def highest_token(stored: Stored) -> int:
    """Of the lock under which it was saved; 0 where it does not say."""
    return numbers(stored.revision)[0]


def numbers(revision: str) -> tuple[int, int]:
    """Token and sequence of "7-3"; 0 for what is not one: a person may have edited the copy."""
    token, _, sequence = revision.partition("-")
    return _number(token), _number(sequence)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _committed(document: Document) -> Stored:
    return Stored(
        session=document.session,
        how=How.COMMITTED,
        revision=document.revision,
        older=document.older,
    )


def _recovered(bodies: Bodies, lab: str, head: Head, why: str) -> Stored:
    """From the Lease's notes; were they spoiled too, the published copy is all there is."""
    try:
        return Stored(session=from_notes(head.notes), how=How.RECOVERED, why=why)
    except CorruptError:
        return _published(bodies, lab)


def _published(bodies: Bodies, lab: str) -> Stored:
    body = bodies.get(published_key(lab))
    if body is None:
        return Stored(session=None, how=How.NEW)
    try:
        document = codec.decode(body, Document, what="session.json")
    except NewerSchemaError:
        raise
    except CorruptError as error:
        return Stored(session=None, how=How.PUBLISHED, why=str(error))
    return Stored(session=document.session, how=How.PUBLISHED, revision=document.revision)


def _body(bodies: Bodies, head: Head) -> Document:
    key = head.notes["body"]
    body = bodies.get(key)
    if body is None or hashlib.sha256(body).hexdigest() != head.notes.get("sha256"):
        msg = f"{key} is not what the Lease names"
        raise CorruptError(msg)
    return codec.decode(body, Document, what=key)

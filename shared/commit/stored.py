"""What is wanted, from the best source that can be read, and how far that may be trusted.

1. The body that the Lease names, by its sha256; the published copy serves as well where it is
   that body to the byte.
2. The published copy of a later revision: then the Lease was put back to an older state.
3. The Lease's own notes: enough to stop by.
4. The published copy, where the Lease has nothing to say.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum

from shared import codec
from shared.core.seen import Loss, Part
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
    UNREAD = "the Lease's notes, while the store does not answer: never to create or to extend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The body and the published copy. `older` are the keys of the bodies before it."""

    revision: str
    session: Session
    older: tuple[str, ...] = ()
    lab: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was wanted when it was read. `why` says what was wrong, where something was.

    `raw` is the committed body; `lost` are the pieces that reading it found lost or damaged.
    """

    session: Session | None
    how: How
    revision: str = ""
    older: tuple[str, ...] = field(default=())
    why: str = ""
    raw: bytes = b""
    lost: tuple[Loss, ...] = ()


def load(bodies: Bodies, lab: str, head: Head | None) -> Stored:
    """Raises NewerSchemaError for a committed body, a PortError where nothing could be asked."""
    if head is None or "body" not in head.notes:
        return _without_the_lease(bodies, lab, "it names no session")
    try:
        return _committed(_body(bodies, head))
    except NewerSchemaError:
        raise
    except CorruptError as error:
        return _without_the_body(bodies, lab, head, str(error))
    except PortError as error:
        return _by_the_notes(bodies, lab, head, How.UNREAD, str(error))


def published(bodies: Bodies, lab: str) -> Document | None:
    """The published copy; None where it is not there. Raises CorruptError for another lab's."""
    body = bodies.get(published_key(lab))
    if body is None:
        return None
    document = codec.decode(body, Document, what="session.json")
    if document.lab not in ("", lab):
        raise CorruptError(f"session.json is of the lab {document.lab}")
    return document


def published_key(lab: str) -> str:
    return f"labs/{lab}/session.json"


def body_folder(lab: str) -> str:
    return f"labs/{lab}/session/"


def body_key(lab: str, revision: str) -> str:
    return f"{body_folder(lab)}{revision}.json"


def highest_token(stored: Stored) -> int:
    """Of the lock under which it was saved; 0 where it does not say."""
    return numbers(stored.revision)[0]


def numbers(revision: str) -> tuple[int, int]:
    """Token and sequence of "7-3"; 0 for what is not one: a person may have edited the copy."""
    token, _, sequence = revision.partition("-")
    return _number(token), _number(sequence)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def by_the_copy(document: Document, *lost: Loss) -> Stored:
    return Stored(
        session=document.session, how=How.PUBLISHED, revision=document.revision, lost=lost
    )


def _committed(raw: bytes, *lost: Loss) -> Stored:
    document = codec.decode(raw, Document, what="the committed session")
    return Stored(
        session=document.session,
        how=How.COMMITTED,
        revision=document.revision,
        older=document.older,
        raw=raw,
        lost=lost,
    )


def _without_the_lease(bodies: Bodies, lab: str, why: str) -> Stored:
    lost = Loss(Part.LEASE, why)
    try:
        document = published(bodies, lab)
    except CorruptError as error:
        copy = Loss(Part.PUBLISHED, str(error))
        return Stored(session=None, how=How.PUBLISHED, why=str(error), lost=(lost, copy))
    if document is None:
        return Stored(session=None, how=How.NEW)
    return by_the_copy(document, lost)


def _without_the_body(bodies: Bodies, lab: str, head: Head, why: str) -> Stored:
    """The published copy is written from the same bytes: where it is they, nothing is lost."""
    lost = Loss(Part.BODY, why)
    try:
        copy = bodies.get(published_key(lab))
        if copy is not None and hashlib.sha256(copy).hexdigest() == head.notes.get("sha256"):
            return _committed(copy, lost)
        document = published(bodies, lab)
    except CorruptError:
        document = None
    if document is not None and numbers(document.revision) > _named(head):
        return by_the_copy(document, lost, Loss(Part.LEASE, went_back(document)))
    stored = _by_the_notes(bodies, lab, head, How.RECOVERED, why)
    return replace(stored, lost=(lost, *stored.lost))


def went_back(document: Document) -> str:
    return f"it is older than the published copy ({document.revision})"


def _by_the_notes(bodies: Bodies, lab: str, head: Head, how: How, why: str) -> Stored:
    """Were they spoiled too, the published copy is all there is."""
    try:
        return Stored(session=from_notes(head.notes), how=how, why=why)
    except CorruptError as error:
        return _without_the_lease(bodies, lab, str(error))


def _named(head: Head) -> tuple[int, int]:
    return numbers(head.notes["body"].rpartition("/")[2].removesuffix(".json"))


def _body(bodies: Bodies, head: Head) -> bytes:
    key = head.notes["body"]
    body = bodies.get(key)
    if body is None or hashlib.sha256(body).hexdigest() != head.notes.get("sha256"):
        msg = f"{key} is not what the Lease names"
        raise CorruptError(msg)
    return body

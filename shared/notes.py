"""The session in the Lease's annotations: enough to stop by, should the bucket be lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from shared.core.session import Session, Wanted
from shared.errors import CorruptError


def to_notes(session: Session, key: str, sha256: str) -> dict[str, str]:
    return {
        "body": key,
        "sha256": sha256,
        "session": session.id,
        "wanted": session.wanted.value,
        "since": session.since.isoformat(),
        "started": session.started.isoformat(),
        "end": session.end.isoformat(),
        "profile": session.profile,
        "cluster": session.cluster or "",
    }


def from_notes(notes: Mapping[str, str]) -> Session:
    """Without pools and leases: what stands is kept until the end, nothing is added.

    Raises CorruptError where the notes themselves were spoiled.
    """
    try:
        return Session(
            id=notes["session"],
            wanted=Wanted(notes["wanted"]),
            since=_moment(notes["since"]),
            started=_moment(notes["started"]),
            profile=notes["profile"],
            end=_moment(notes["end"]),
            cluster=notes["cluster"] or None,
            why="recovered from the Lease",
        )
    except (KeyError, ValueError) as error:
        msg = f"the Lease's notes cannot be read: {error}"
        raise CorruptError(msg, advice="the lab is stopped at birth + 6 h") from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment

"""The work is saved before anything goes down: by an archive of this session and this stop."""

from __future__ import annotations

from datetime import datetime

from shared.core.actions import MakeArchive
from shared.core.seen import ArchiveSeen, ClusterSeen, Observation, Unknown
from shared.core.session import Session
from shared.core.settings import Settings
from shared.core.step import Step


def is_saved(session: Session, seen: Observation) -> bool:
    """A verified archive of this session, made since the stop was wanted."""
    archive = seen.archive
    return (
        archive is not None
        and not isinstance(archive, Unknown)
        and archive.verified
        and archive.session == session.id
        and archive.taken_at >= session.since
    )


def save(session: Session, cluster: ClusterSeen, now: datetime, settings: Settings) -> Step:
    """A cluster without this session's mark was never woken for it: kept, never the default."""
    action = MakeArchive(
        name=archive_name(settings.lab, now),
        session=session.id,
        quarantined=cluster.mark != session.id,
        at=now,
    )
    return Step("saving everything before anything goes down", (action,))


def where(archive: ArchiveSeen | Unknown | None) -> str:
    """Where the work is, in words."""
    if isinstance(archive, Unknown):
        return f"the archives cannot be read ({archive.why})"
    if archive is None:
        return "no archive of its work is known"
    return f"its work is in the archive {archive.name} of {archive.taken_at:%Y-%m-%d %H:%M} UTC"


def archive_name(lab: str, now: datetime) -> str:
    return f"{lab}-{now:%Y%m%d%H%M%S}"[:63]

"""A Head as the Lease that keeps it, and back: standard fields, and annotations of ours.

The API server refuses an empty holder and a duration of 0: where a lock is free,
there is neither. Durations are whole seconds, times are microseconds of UTC.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.core.seen import Json
from shared.errors import CorruptError
from shared.ports import Head

PREFIX = "veilleur.dev/"
TOKEN = f"{PREFIX}token"
_MICRO = "%Y-%m-%dT%H:%M:%S.%fZ"
_NOTE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")


def ours(lease: Json) -> Mapping[str, str]:
    return lease["metadata"].get("annotations") or {}


def head_of(lease: Json, served: datetime) -> Head:
    spec, notes = lease.get("spec") or {}, dict(ours(lease))
    try:
        renewed = spec.get("renewTime")
        return Head(
            version=str(lease["metadata"]["resourceVersion"]),
            holder=str(spec.get("holderIdentity") or ""),
            token=_token(notes.pop(TOKEN, ""), spec),
            renewed=datetime.fromisoformat(renewed) if renewed else None,
            lasts=timedelta(seconds=int(spec.get("leaseDurationSeconds") or 0)),
            served=served,
            notes={
                name.removeprefix(PREFIX): str(value)
                for name, value in notes.items()
                if name.startswith(PREFIX)
            },
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptError(f"the Lease {lease['metadata'].get('name')} is unreadable") from error


def noted(head: Head) -> dict[str, str]:
    for name in head.notes:
        if name == "token" or not _NOTE.fullmatch(name):
            raise ValueError(f"a note of the Lease cannot be called {name!r}")
    return {f"{PREFIX}{name}": text for name, text in head.notes.items()} | {TOKEN: str(head.token)}


def spec_of(head: Head, *, acquired: bool) -> dict[str, Any]:
    """`leaseTransitions` grows with the token, as it should."""
    renewed = head.renewed.astimezone(UTC).strftime(_MICRO) if head.renewed else None
    spec = {
        "holderIdentity": head.holder or None,
        "leaseDurationSeconds": int(head.lasts.total_seconds()) or None,
        "renewTime": renewed,
        "leaseTransitions": head.token,
    }
    return spec | ({"acquireTime": renewed} if acquired else {})


def _token(noted: str, spec: Mapping[str, Any]) -> int:
    """Written twice, because it must not go back: a hand may have spoiled the note."""
    counted = int(spec.get("leaseTransitions") or 0)
    return max(counted, int(noted)) if noted.isdecimal() else counted

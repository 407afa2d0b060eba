"""Pages of a list: what one shows, where the next begins, and the snapshot behind them all."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime

from standin.kubernetes.call import Call
from standin.kubernetes.errors import bad_request
from standin.kubernetes.shapes import Json, Obj
from standin.kubernetes.store import REMEMBERED_FOR, Record


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list; `token` is empty on the last page."""

    records: list[Record]
    revision: int
    token: str = ""
    remaining: int | None = None

    def metadata(self) -> Obj:
        said: Obj = {"resourceVersion": str(self.revision)}
        if self.token:
            said["continue"] = self.token
        if self.token and self.remaining is not None:
            said["remainingItemCount"] = self.remaining
        return said


Asked = tuple[str, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a list chose when it began; `keys` beside the records, to find a place quickly."""

    until: datetime
    records: list[Record]
    keys: list[str]


@dataclass(slots=True)
class Snapshots:
    """What lists that are still being paged through have seen when they began."""

    _kept: dict[Asked, Snapshot] = field(default_factory=dict)

    def keep(self, asked: Asked, now: datetime, records: list[Record]) -> None:
        self._kept = {key: one for key, one in self._kept.items() if one.until > now}
        keys = [record.key for record in records]
        self._kept[asked] = Snapshot(now + REMEMBERED_FOR, records, keys)

    def find(self, asked: Asked, now: datetime) -> Snapshot | None:
        found = self._kept.get(asked)
        return found if found is not None and found.until > now else None

    def forget(self) -> None:
        self._kept.clear()


def asked_of(call: Call, revision: int) -> Asked:
    """What all pages of one list have in common."""
    chosen = (call.query.get("labelSelector", ""), call.query.get("fieldSelector", ""))
    return (call.resource.collection, revision, call.namespace, *chosen)


def token_of(revision: int, start: str) -> str:
    said = {"v": "meta.k8s.io/v1", "rv": revision, "start": start}
    text = json.dumps(said, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(token: str) -> tuple[int, str]:
    try:
        said: Json = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return int(said["rv"]), str(said["start"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise bad_request(f"continue key is not valid: {wrong}") from wrong

"""GET of a collection: filters, and pages that all show one snapshot.

A continue token names the snapshot's revision and the last key shown. A snapshot
is forgotten after five minutes of the cluster's time; then the answer is 410, with
a token that goes on from there without the promise of one snapshot.
"""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

from standin.kubernetes import selectors
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import ApiError, bad_request, expired
from standin.kubernetes.selectors import Matcher
from standin.kubernetes.shapes import Json, Obj
from standin.kubernetes.store import REMEMBERED_FOR, Record

_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can "
    "start a new list without the continue parameter, or use the continue token in this response "
    "to retrieve the remainder of the results. Continuing with the provided token results in an "
    "inconsistent list - objects that were created, modified, or deleted between the time the "
    "first chunk was returned and now may show up in the list."
)


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


@dataclass(slots=True)
class Snapshots:
    """What lists that are still being paged through have seen when they began."""

    _kept: dict[tuple[str, int], tuple[datetime, list[Record]]] = field(default_factory=dict)

    def keep(self, collection: str, revision: int, now: datetime, records: list[Record]) -> None:
        self._kept = {key: one for key, one in self._kept.items() if one[0] > now}
        self._kept[(collection, revision)] = (now + REMEMBERED_FOR, records)

    def find(self, collection: str, revision: int, now: datetime) -> list[Record] | None:
        until, records = self._kept.get((collection, revision), (now, []))
        return records if until > now else None

    def forget(self) -> None:
        self._kept.clear()


def matcher_of(call: Call) -> Matcher:
    """Namespace, labels and fields that the query asks for, as one question. Raises 400."""
    asked = [
        selectors.labels(call.query.get("labelSelector", "")),
        selectors.fields(call.query.get("fieldSelector", ""), call.resource),
    ]
    if call.namespace:
        space = call.namespace
        asked.append(lambda obj: obj["metadata"].get("namespace") == space)
    if call.name:
        name = call.name
        asked.append(lambda obj: obj["metadata"]["name"] == name)
    matchers = [matcher for matcher in asked if matcher is not None]
    return lambda obj: all(matcher(obj) for matcher in matchers)


def listed(cluster: Cluster, snapshots: Snapshots, call: Call) -> Page:
    """One page, or everything where no limit is asked. Raises 400 or 410."""
    limit = number_of(call, "limit")
    token = call.query.get("continue", "")
    if token:
        return _continued(cluster, snapshots, call, (token, limit))
    _check_revision(cluster, call)
    records = cluster.store.sorted(call.resource.collection)
    if limit:
        now, revision = cluster.now(), cluster.store.revision
        snapshots.keep(call.resource.collection, revision, now, records)
    return _page(call, records, cluster.store.revision, limit)


def _check_revision(cluster: Cluster, call: Call) -> None:
    revision = number_of(call, "resourceVersion")
    match = call.query.get("resourceVersionMatch", "")
    if match == "Exact" and revision != cluster.store.revision:
        raise expired(f"The resourceVersion for the provided list is too old: {revision}")
    if revision > cluster.store.revision:
        message = f"Too large resource version: {revision}, current: {cluster.store.revision}"
        raise ApiError(504, "Timeout", message, details={"retryAfterSeconds": 1})


def _continued(cluster: Cluster, snapshots: Snapshots, call: Call, asked: tuple[str, int]) -> Page:
    token, limit = asked
    revision, start = _read_token(token)
    if revision < 0:
        rest = [one for one in cluster.store.sorted(call.resource.collection) if one.key > start]
        return _page(call, rest, cluster.store.revision, limit)
    kept = snapshots.find(call.resource.collection, revision, cluster.now())
    if kept is None:
        refusal = expired(_TOO_OLD)
        refusal.metadata = {"continue": _token(-1, start)}
        raise refusal
    keys = [record.key for record in kept]
    return _page(call, kept[bisect_right(keys, start) :], revision, limit)


def _page(call: Call, records: list[Record], revision: int, limit: int) -> Page:
    matches = matcher_of(call)
    found = [record for record in records if matches(record.obj)]
    if not limit or len(found) <= limit:
        return Page(found, revision)
    shown = found[:limit]
    filtered = call.query.get("labelSelector") or call.query.get("fieldSelector")
    remaining = None if filtered else len(found) - limit
    return Page(shown, revision, _token(revision, shown[-1].key), remaining)


def _token(revision: int, start: str) -> str:
    said = {"v": "meta.k8s.io/v1", "rv": revision, "start": start}
    text = json.dumps(said, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(token: str) -> tuple[int, str]:
    try:
        said: Json = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return int(said["rv"]), str(said["start"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise bad_request(f"continue key is not valid: {wrong}") from wrong


def number_of(call: Call, name: str) -> int:
    text = call.query.get(name) or "0"
    if not text.isdigit():
        raise bad_request(f'Invalid value: "{text}": {name} must be a number, 0 or more')
    return int(text)

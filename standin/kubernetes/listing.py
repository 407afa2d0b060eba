"""GET of a collection: filters, and pages that all show one snapshot.

A continue token names the snapshot's revision and the last key shown. A snapshot
is forgotten after five minutes of the cluster's time; then the answer is 410, with
a token that goes on from there without the promise of one snapshot.
"""

from __future__ import annotations

from bisect import bisect_right

from standin.kubernetes import selectors
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import ApiError, bad_request, expired
from standin.kubernetes.paging import Page, Snapshots, asked_of, read_token, token_of
from standin.kubernetes.selectors import Matcher
from standin.kubernetes.store import Record

_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can "
    "start a new list without the continue parameter, or use the continue token in this response "
    "to retrieve the remainder of the results. Continuing with the provided token results in an "
    "inconsistent list - objects that were created, modified, or deleted between the time the "
    "first chunk was returned and now may show up in the list."
)


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
    records, revision = _chosen(cluster, call), cluster.store.revision
    if limit and len(records) > limit:
        snapshots.keep(asked_of(call, revision), cluster.now(), records)
    return _page(call, records, revision, limit)


def _chosen(cluster: Cluster, call: Call) -> list[Record]:
    matches = matcher_of(call)
    return [one for one in cluster.store.sorted(call.resource.collection) if matches(one.obj)]


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
    revision, start = read_token(token)
    if revision < 0:
        rest = [one for one in _chosen(cluster, call) if one.key > start]
        return _page(call, rest, cluster.store.revision, limit)
    kept = snapshots.find(asked_of(call, revision), cluster.now())
    if kept is None:
        refusal = expired(_TOO_OLD)
        refusal.metadata = {"continue": token_of(-1, start)}
        raise refusal
    return _page(call, kept.records[bisect_right(kept.keys, start) :], revision, limit)


def _page(call: Call, rest: list[Record], revision: int, limit: int) -> Page:
    if not limit or len(rest) <= limit:
        return Page(rest, revision)
    shown = rest[:limit]
    filtered = call.query.get("labelSelector") or call.query.get("fieldSelector")
    remaining = None if filtered else len(rest) - limit
    return Page(shown, revision, token_of(revision, shown[-1].key), remaining)


def number_of(call: Call, name: str) -> int:
    text = call.query.get(name) or "0"
    if not text.isdigit():
        raise bad_request(f'Invalid value: "{text}": {name} must be a number, 0 or more')
    return int(text)

"""Watches: what changed in a collection since a revision, one JSON line an event, as it happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

from standin.kubernetes.call import Call, is_true
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import expired
from standin.kubernetes.listing import matcher_of, number_of
from standin.kubernetes.selectors import Matcher
from standin.kubernetes.shapes import Json, Obj
from standin.kubernetes.store import Change, Record

BOOKMARK_EVERY_SECONDS = 60.0
Event = tuple[str, Record | Obj]
_INITIAL_END = {"k8s.io/initial-events-end": "true"}


@dataclass(slots=True)
class Watchers:
    """The watches under way, so that a server that stops can end them."""

    _queues: set[asyncio.Queue[Change | None]] = field(default_factory=set)

    def open(self) -> asyncio.Queue[Change | None]:
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._queues.add(queue)
        return queue

    def close(self, queue: asyncio.Queue[Change | None]) -> None:
        self._queues.discard(queue)

    def end_all(self) -> None:
        for queue in self._queues:
            queue.put_nowait(None)


def check(call: Call) -> None:
    """Raises what a watch refuses, while it can still be answered with a code: 400."""
    matcher_of(call)
    for name in ("resourceVersion", "timeoutSeconds"):
        number_of(call, name)


async def watch(cluster: Cluster, watchers: Watchers, call: Call) -> AsyncGenerator[Event, None]:
    """Events until timeoutSeconds (of the wall) have passed or the server stops."""
    matches, queue = matcher_of(call), watchers.open()
    put: Callable[[Change], None] = queue.put_nowait
    cluster.store.listen(put)
    try:
        for event in _first(cluster, call, matches):
            yield event
            if event[0] == "ERROR":
                return
        async for event in _following(cluster, call, queue, matches):
            yield event
    finally:
        cluster.store.unlisten(put)
        watchers.close(queue)


def _first(cluster: Cluster, call: Call, matches: Matcher) -> Iterator[Event]:
    """What is there already, or what changed since the revision that the client saw last."""
    asked = call.query.get("resourceVersion", "")
    initial = is_true(call.query.get("sendInitialEvents", ""))
    if asked in ("", "0") or initial:
        records = cluster.store.sorted(call.resource.collection)
        yield from (("ADDED", record) for record in records if matches(record.obj))
        if initial:
            yield _bookmark(cluster, call, _INITIAL_END)
        return
    changes = cluster.store.since(int(asked))
    if changes is None:
        error = expired(f"too old resource version: {asked} ({cluster.store.revision})")
        yield "ERROR", error.status()
        return
    yield from _events(call, changes, matches)


async def _following(
    cluster: Cluster, call: Call, queue: asyncio.Queue[Change | None], matches: Matcher
) -> AsyncIterator[Event]:
    loop = asyncio.get_running_loop()
    end = loop.time() + float(call.query.get("timeoutSeconds") or 3_600)
    bookmarks = is_true(call.query.get("allowWatchBookmarks", ""))
    while (left := end - loop.time()) > 0:
        try:
            change = await asyncio.wait_for(queue.get(), min(left, BOOKMARK_EVERY_SECONDS))
        except TimeoutError:
            if bookmarks:
                yield _bookmark(cluster, call, None)
            continue
        if change is None:
            return
        for event in _events(call, [change], matches):
            yield event


def _events(call: Call, changes: list[Change], matches: Matcher) -> Iterator[Event]:
    for change in changes:
        if change.collection == call.resource.collection:
            event = _event(change, matches)
            if event is not None:
                yield event


def _event(change: Change, matches: Matcher) -> Event | None:
    """An object that stops matching the selector is gone as far as this watch can see."""
    before = change.before is not None and matches(change.before.obj)
    if change.after is None:
        gone = change.gone
        return ("DELETED", gone) if before and gone is not None else None
    after = matches(change.after.obj)
    if after:
        return ("MODIFIED" if before else "ADDED", change.after)
    return ("DELETED", change.after) if before else None


def _bookmark(cluster: Cluster, call: Call, annotations: Json) -> Event:
    metadata: Obj = {"resourceVersion": str(cluster.store.revision), "creationTimestamp": None}
    if annotations:
        metadata["annotations"] = annotations
    resource = call.resource
    return "BOOKMARK", {
        "kind": resource.kind,
        "apiVersion": resource.api_version,
        "metadata": metadata,
    }

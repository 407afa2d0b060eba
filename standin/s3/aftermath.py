"""What a write that moto has done also means: for listings, for expiries, for parts."""

from __future__ import annotations

from datetime import datetime

from standin.s3.call import Call
from standin.s3.expiry import delete_at
from standin.s3.limits import parts_of
from standin.s3.moto_store import Store
from standin.s3.segments import Segment
from standin.s3.state import State


class Aftermath:
    """Made before the write, so that it knows what was there; told after it."""

    def __init__(self, call: Call, state: State, store: Store, now: datetime) -> None:
        self._call, self._state, self._store, self._now = call, state, store, now
        self._before = self._shown(call)

    def tell(self) -> None:
        self._listed(self._call, self._before)
        self._kept(self._call)

    def _shown(self, call: Call) -> dict[str, object]:
        if not call.writes:
            return {}
        if call.key:
            return {call.key: self._store.top(call.bucket, call.key)}
        return dict(self._store.tops(call.bucket))

    def _listed(self, call: Call, before: dict[str, object]) -> None:
        """Tell the listing; a bulk delete also takes its objects' parts and expiries along."""
        for name, old in before.items():
            new = self._store.top(call.bucket, name)
            if new is not old:
                self._state.listing.changed(call.bucket, name, old, self._now)
            if new is None and old is not None:
                self._gone(call.bucket, name)

    def _gone(self, bucket: str, name: str) -> None:
        self._state.expiries.pop((bucket, name), None)
        if not self._store.buckets[bucket].is_versioned:
            self._state.segments.deleted(bucket, name)

    def _kept(self, call: Call) -> None:
        upload, segments = call.query.get("uploadId"), self._state.segments
        if not call.key:
            if call.method == "DELETE":
                segments.dropped(call.bucket)
        elif call.method == "DELETE" and upload:
            segments.aborted(call.bucket, call.key, upload)
        elif call.method == "PUT" and upload:
            name = f"{call.key}/{upload}/{call.query['partNumber']}"
            segment = Segment(call.body, self._now, delete_at(call, self._now))
            segments.uploaded(call.bucket, name, segment)
        elif call.method == "POST" and upload:
            segments.completed(call.bucket, call.key, upload, parts_of(call.body))
            self._expires(call)
        elif call.method == "PUT" and "acl" not in call.query:
            segments.overwritten(call.bucket, call.key)
            self._expires(call)

    def _expires(self, call: Call) -> None:
        moment = delete_at(call, self._now)
        self._state.expiries.pop((call.bucket, call.key), None)
        if moment is not None:
            self._state.expiries[call.bucket, call.key] = moment

"""Swift's s3api around moto: what an accepted call does, and what it leaves behind.

Two steps, as in Swift: `check` looks (and may refuse), `perform` acts. Between the
two another caller may act: that is why create-only is advisory there (P4.2, P4.4).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock

from standin.clock import Clock
from standin.s3 import rules
from standin.s3.answers import Answers
from standin.s3.call import Call, Reply
from standin.s3.expiry import delete_at, swept_at
from standin.s3.known import KNOWN, own_answer
from standin.s3.moto_store import Store, dispatch
from standin.s3.preconditions import check_preconditions, copy_source
from standin.s3.refusal import RefusalError, no_such_key, no_such_upload
from standin.s3.segments import Segment
from standin.s3.state import State


@dataclass(slots=True)
class Swift:
    clock: Clock
    answers: Answers
    state: State
    store: Store
    keep: Callable[[], None]  # called after each write, under the lock
    lock: RLock = field(default_factory=RLock)
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._turn(self.clock.now())

    def check(self, call: Call) -> None:
        """Raise what Swift refuses; nothing has happened yet."""
        rules.check(call, self.answers, self.clock.now())
        with self.lock:
            self.land()
            check_preconditions(call, self._found)

    def perform(self, call: Call) -> Reply:
        with self.lock:
            self.land()
            reply = self._effect(call)
            if call.writes:
                self.keep()
            return reply

    def late(self, call: Call, by: timedelta) -> None:
        with self.lock:
            self.state.late.append((self.clock.now() + by, call))
            self.state.late.sort(key=lambda waiting: waiting[0])

    def land(self) -> None:
        """Bring the store to the clock's time: late calls first, each at its own moment."""
        with self.lock:
            now = self.clock.now()
            while self.state.late and self.state.late[0][0] <= now:
                due, call = self.state.late.pop(0)
                self._turn(due)
                with suppress(RefusalError):  # nobody is there any more to be refused
                    self._effect(call)
            self._turn(now)

    def _turn(self, now: datetime) -> None:
        self.now = now
        self.store.at(now)
        every = self.answers.expirer_every
        due = [at for at, moment in self.state.expiries.items() if swept_at(moment, every) <= now]
        for bucket, key in due:
            del self.state.expiries[bucket, key]
            self.store.drop_top(bucket, key)
            self.state.segments.overwritten(bucket, key)
        self.state.segments.sweep(now)

    def _effect(self, call: Call) -> Reply:
        plain = call.asking(KNOWN)
        if plain.writes:
            plain = plain.without("if-match", "if-none-match")
        own = own_answer(plain, self.store, self.answers.region)
        if own is not None:
            return own
        self._check_upload(plain)
        self._check_readable(plain)
        before = self._shown(plain)
        reply = dispatch(plain, self.store)
        if plain.writes and reply.status < 300:
            self._listed(plain, before)
            self._aftermath(plain)
        return reply

    def _found(self, bucket: str, key: str) -> str | None:
        """The ETag, quoted, of what a HEAD would find."""
        top = None if self._expired(bucket, key) else self.store.top(bucket, key)
        return top.etag if top else None

    def _expired(self, bucket: str, key: str) -> bool:
        moment = self.state.expiries.get((bucket, key))
        return moment is not None and moment <= self.now

    def _check_upload(self, call: Call) -> None:
        """Where the upload is over, only its own completion may be repeated."""
        upload = call.query.get("uploadId")
        if upload is None or self.store.uploading(call.bucket, upload):
            return
        if call.method != "POST" or not self.state.segments.consists(call.bucket, call.key, upload):
            raise no_such_upload(upload)

    def _check_readable(self, call: Call) -> None:
        source = copy_source(call)
        if source is not None and self._expired(*source):
            raise no_such_key(source[1])
        if call.writes or not call.key or {"versionId", "uploadId"} & call.query.keys():
            return
        if self._expired(call.bucket, call.key):
            raise no_such_key(call.key)
        if call.method == "GET" and self.state.segments.broken(call.bucket, call.key, self.now):
            message = "Multipart upload has broken segment data."
            raise RefusalError(409, "BrokenMPU", message)

    def _shown(self, call: Call) -> dict[str, object]:
        if not call.writes:
            return {}
        if call.key:
            return {call.key: self.store.top(call.bucket, call.key)}
        return dict(self.store.tops(call.bucket))

    def _listed(self, call: Call, before: dict[str, object]) -> None:
        """Tell the listing; a bulk delete also takes its objects' parts and expiries along."""
        for name, old in before.items():
            new = self.store.top(call.bucket, name)
            if new is not old:
                self.state.listing.changed(call.bucket, name, old, self.now)
            if new is None and old is not None:
                self._gone(call.bucket, name)

    def _gone(self, bucket: str, name: str) -> None:
        self.state.expiries.pop((bucket, name), None)
        if not self.store.buckets[bucket].is_versioned:
            self.state.segments.deleted(bucket, name)

    def _aftermath(self, call: Call) -> None:
        upload, segments = call.query.get("uploadId"), self.state.segments
        if not call.key:
            if call.method == "DELETE":
                segments.dropped(call.bucket)
        elif call.method == "DELETE" and upload:
            segments.aborted(call.bucket, call.key, upload)
        elif call.method == "PUT" and upload:
            name = f"{call.key}/{upload}/{call.query['partNumber']}"
            segment = Segment(call.body, self.now, delete_at(call, self.now))
            segments.uploaded(call.bucket, name, segment)
        elif call.method == "POST" and upload:
            segments.completed(call.bucket, call.key, upload, rules.parts_of(call.body))
            self._expires(call)
        elif call.method == "PUT" and "acl" not in call.query:
            segments.overwritten(call.bucket, call.key)
            self._expires(call)

    def _expires(self, call: Call) -> None:
        moment = delete_at(call, self.now)
        self.state.expiries.pop((call.bucket, call.key), None)
        if moment is not None:
            self.state.expiries[call.bucket, call.key] = moment

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
from standin.s3.aftermath import Aftermath
from standin.s3.answers import Answers
from standin.s3.call import Call, Reply
from standin.s3.expiry import swept_at
from standin.s3.known import KNOWN, own_answer
from standin.s3.moto_store import Lens, Store, dispatch
from standin.s3.preconditions import check_preconditions, copy_source
from standin.s3.refusal import RefusalError, no_such_key, no_such_upload
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

    def listed(self, call: Call, lens: Lens) -> Reply:
        """A listing seen through `lens`."""
        with self.lock:
            self.store.lens = lens
            try:
                return self.perform(call)
            finally:
                self.store.lens = None

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
        after = Aftermath(plain, self.state, self.store, self.now)
        reply = dispatch(plain, self.store)
        if plain.writes and reply.status < 300:
            after.tell()
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

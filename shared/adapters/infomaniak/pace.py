"""60 requests a minute are shared with people's other tools (rule 13, P1.12).

A token bucket: one request a second on average, a small burst at once. It counts
on wall time, because the server does; on a stepped clock bootstrap hands it that
clock's `monotonic`, and no wait is allowed, since sleeping would not move it.
After a 429 nothing is sent until its Retry-After is over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Lock

from shared.errors import RateLimitedError

LONGEST = timedelta(seconds=5)  # that a caller is kept waiting


def _wall() -> timedelta:
    return timedelta(seconds=time.monotonic())


class Pace:
    """One for each account, shared by the threads of a process.

    `longest` is how long a caller may be kept waiting; where it would be more, it is
    told so by RateLimitedError instead of being held: start must answer in a second.
    """

    def __init__(
        self,
        *,
        every: timedelta = timedelta(seconds=1),
        burst: int = 10,
        longest: timedelta = LONGEST,
        monotonic: Callable[[], timedelta] = _wall,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._every = every
        self._full = every * burst
        self._longest = longest
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = Lock()
        self._credit = self._full  # the time that may be spent, `every` for each request
        self._counted = monotonic()
        self._silent_until: timedelta | None = None

    def admit(self) -> None:
        """Returns when a request may be sent. Raises RateLimitedError where that is too far."""
        with self._lock:
            now = self._monotonic()
            self._hold_silence(now)
            credit = min(self._full, self._credit + max(now - self._counted, timedelta()))
            wait = max(self._every - credit, timedelta())
            if wait > self._longest:
                raise RateLimitedError("our own share of requests is used up", retry_after=wait)
            self._credit, self._counted = credit - self._every, now
        if wait:
            self._sleep(wait.total_seconds())

    def silence(self, wait: timedelta) -> None:
        """The server said 429: nothing is sent before `wait` is over."""
        with self._lock:
            until = self._monotonic() + wait
            self._silent_until = max(until, self._silent_until or until)

    def _hold_silence(self, now: timedelta) -> None:
        if self._silent_until is not None and now < self._silent_until:
            left = self._silent_until - now
            raise RateLimitedError("the platform asked for silence (429)", retry_after=left)
        self._silent_until = None

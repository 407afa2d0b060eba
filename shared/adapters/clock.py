"""The only two places of the product that ask what time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from shared.errors import CorruptError
from shared.http import Http, checked

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # any fixed moment does: only differences mean something


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> timedelta:
        return timedelta(seconds=time.monotonic())


class HttpClock:
    """A clock that somebody else moves: GET answers `{"now": "2026-11-23T18:28:05+00:00"}`.

    Nothing is kept between two calls, so a step is seen at once. Its steady measure
    is the same story's time: where the story stands still, no lock runs out.
    """

    def __init__(self, *, url: str) -> None:
        self._url = url
        self._http = Http(trust_env=False)

    def now(self) -> datetime:
        """Raises TemporaryError where it cannot be asked, CorruptError where it is no moment."""
        told = checked(self._http.call("GET", self._url), "GET", self._url).json().get("now")
        try:
            moment = datetime.fromisoformat(str(told))
        except ValueError as error:
            raise CorruptError(f"the clock at {self._url} told no moment: {told!r}") from error
        if moment.tzinfo is None:
            raise CorruptError(f"the clock at {self._url} told no time zone: {told!r}")
        return moment.astimezone(UTC)

    def monotonic(self) -> timedelta:
        return self.now() - _EPOCH

    def close(self) -> None:
        self._http.close()

"""What came back, and which of our errors a refusal is. The only place that knows both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import msgspec

from shared.errors import (
    ConflictError,
    CorruptError,
    DeniedError,
    PermanentError,
    PortError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
)
from shared.http.transport import READS

CUT = 256  # characters of a foreign message that may enter ours: enough to understand, no dumps
DEFAULT_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)  # a nonsense Retry-After must not silence the watchdog

# A gateway's words for "the server behind me has not answered": the effect may have landed.
UNANSWERED = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
_CONFLICTS = frozenset({HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})
_DENIED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, headers with lower-case names, and the whole body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises CorruptError where it is not one."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            msg = f"an answer with status {self.status} is not a JSON object"
            raise CorruptError(msg) from error


def checked(answer: Answer, method: str, where: str, said: str = "") -> Answer:
    """The same answer where it is a success; raises what `refusal` makes of it otherwise."""
    if not answer.ok:
        raise refusal(answer, method, where, said)
    return answer


def refusal(answer: Answer, method: str, where: str, said: str = "") -> PortError:
    """Our error for a status that is no success. `said` is the other side's own sentence."""
    message = f"{method} {where}: {answer.status} {said[:CUT]}".rstrip()
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(message, retry_after=retry_after(answer))
    if answer.status in _DENIED:
        return DeniedError(message)
    if answer.status in _CONFLICTS:
        return ConflictError(message, retry_after=timedelta())
    if answer.status in UNANSWERED and method not in READS:
        return UnansweredError(message)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TemporaryError(message, retry_after=retry_after(answer))
    return PermanentError(message)


def retry_after(answer: Answer, default: timedelta = DEFAULT_WAIT) -> timedelta:
    """The header in both its forms, seconds or a date: a date counts from the answer's own."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        wait = timedelta(seconds=min(int(text), LONGEST_WAIT.total_seconds()))
    else:
        until, served = _date(text), served_at(answer)
        wait = until - served if until and served else default
    return min(max(wait, timedelta()), LONGEST_WAIT)


def served_at(answer: Answer) -> datetime | None:
    """When the server says it answered (its `Date`), None where it does not say."""
    return _date(answer.headers.get("date", ""))


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

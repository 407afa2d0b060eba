"""Ask again, a few times, and only what is safe to ask twice: a read that was lost on its way."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from shared.errors import RateLimitedError, TemporaryError
from shared.http.answers import Answer
from shared.http.transport import READS

PAUSE_SECONDS = 0.25  # before the second attempt; doubled before each next
_WORTH_ANOTHER = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)


def patiently(
    ask: Callable[[], Answer], method: str, *, attempts: int, sleep: Callable[[float], None]
) -> Answer:
    """At most `attempts` for a read, one for a write. The last one's answer or error stands.

    A server that names a time (Retry-After), or our own pace, is obeyed: no second attempt.
    """
    pauses = [PAUSE_SECONDS * 2**n for n in range(attempts - 1)] if method in READS else []
    for pause in pauses:
        try:
            answer = ask()
        except RateLimitedError:
            raise
        except TemporaryError:
            sleep(pause)
            continue
        if answer.status not in _WORTH_ANOTHER or "retry-after" in answer.headers:
            return answer
        sleep(pause)
    return ask()

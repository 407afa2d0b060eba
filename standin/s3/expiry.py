"""`X-Delete-After` and `X-Delete-At` on the story's clock (P4.6).

Past its moment an object answers 404 at once; it stays listed until the expirer,
which comes by every few minutes, has swept it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from standin.s3.call import Call
from standin.s3.refusal import RefusalError, invalid_argument

AFTER, AT = "x-delete-after", "x-delete-at"


def delete_at(call: Call, now: datetime) -> datetime | None:
    """When the object that this call writes is to go; 400 where the header makes no sense."""
    if not call.writes or not call.key:
        return None
    if AFTER in call.headers:
        return now + timedelta(seconds=_positive(AFTER, call.headers[AFTER]))
    if AT in call.headers:
        moment = datetime.fromtimestamp(_positive(AT, call.headers[AT]), UTC)
        if moment <= now:
            raise _nonsense(AT, call.headers[AT], "X-Delete-At in past")
        return moment
    return None


def swept_at(moment: datetime, every: timedelta) -> datetime:
    """The expirer's first round at or after `moment`; rounds are counted from the epoch."""
    seconds = every.total_seconds()
    rounds = -(-moment.timestamp() // seconds)
    return datetime.fromtimestamp(rounds * seconds, UTC)


def _positive(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise _nonsense(name, text, f"Non-integer or non-positive {name.title()}")
    return int(text)


def _nonsense(name: str, text: str, message: str) -> RefusalError:
    return invalid_argument(name.title(), text, message)

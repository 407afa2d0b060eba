"""What this store can do, tried out and kept in the bucket for a day.

Every object that is written here may go in any case: it carries its own end where
the store knows of one, and is deleted at the end. The lifecycle rules are read
once and never touched otherwise: on Swift, deleting them deletes an empty bucket (P4.5).
"""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import codec
from shared.adapters.s3.abilities import Abilities, Conditional
from shared.adapters.s3.bucket import AbsentError, Bucket
from shared.adapters.s3.race import ROUNDS, Attempt, counted, worth
from shared.errors import CorruptError, NewerSchemaError, PermanentError
from shared.ports import Bodies

HOUR = 3600  # seconds that a probe's object may outlive the probe
GOOD_FOR = timedelta(days=1)  # a store may be replaced behind its address


def abilities_of(bucket: Bucket, bodies: Bodies, lab: str, now: datetime) -> Abilities:
    """The kept answer where it is this bucket's, and of today; else try it out, and keep that."""
    key = f"labs/{lab}/probe.json"
    kept = _kept(bodies, key)
    if kept is not None and _holds(kept, bucket, now):
        return kept
    found = try_out(bucket, lab, now)
    bodies.put(key, codec.encode(found))
    return found


def try_out(bucket: Bucket, lab: str, now: datetime) -> Abilities:
    """Some dozens of small calls. Raises a PortError where the store could not be asked."""
    trial = Trial(bucket=bucket, at=f"labs/{lab}/probe-{secrets.token_hex(4)}")
    return Abilities(
        endpoint=bucket.endpoint,
        bucket=bucket.name,
        tried=now,
        swap=trial.swap(),
        create_only=trial.create_only(),
        lifecycle=trial.lifecycle(),
        expiry=trial.expiry(),
        bulk_delete=trial.bulk_delete(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`at` is its own: another process may be trying too."""

    bucket: Bucket
    at: str

    def swap(self) -> Conditional:
        """PUT with If-Match (P4.1)."""
        key = f"{self.at}/swap"
        self.put(key)

        def once(number: int) -> Attempt:
            etag = self.put(key, f"round {number}")
            return lambda: self.put(key, "mine", IfMatch=etag)

        try:
            found = worth(lambda: self.put(key, IfMatch='"not-this"'), once)
            if found is Conditional.PROVEN and not self.counts(key):
                return Conditional.ADVISORY
            return found
        finally:
            self.drop(key)

    def counts(self, key: str) -> bool:
        """What the lock does: a read, and a write of what follows from it."""
        self.put(key, "0")

        def read() -> tuple[int, str]:
            answer = self.bucket.call("get_object", key)
            with closing(answer["Body"]) as body:
                return int(body.read()), str(answer["ETag"])

        return counted(read, lambda number, etag: self.put(key, str(number), IfMatch=etag))

    def create_only(self) -> Conditional:
        """PUT with If-None-Match: * (P4.2)."""
        keys = [f"{self.at}/new-{number}" for number in range(ROUNDS + 1)]
        self.put(keys[-1])

        def once(number: int) -> Attempt:
            return lambda: self.put(keys[number], IfNoneMatch="*")

        try:
            return worth(lambda: self.put(keys[-1], IfNoneMatch="*"), once)
        finally:
            for key in keys:
                self.drop(key)

    def lifecycle(self) -> bool:
        """A store that has rules says so, or that there is none; Swift lists its objects (P4.5)."""
        try:
            return bool(self.bucket.call("get_bucket_lifecycle_configuration").get("Rules"))
        except AbsentError:
            return True
        except PermanentError:
            return False

    def expiry(self) -> bool:
        """X-Delete-After (P4.6): who knows it refuses one that makes no sense."""
        key = f"{self.at}/expiry"
        try:
            self.put(key, XDeleteAfter="soon")
        except PermanentError:
            return True
        self.drop(key)
        return False

    def bulk_delete(self) -> bool:
        objects = {"Objects": [{"Key": f"{self.at}/never-there"}]}
        try:
            return not self.bucket.call("delete_objects", Delete=objects).get("Errors")
        except PermanentError:
            return False

    def put(self, key: str, text: str = "probe", **condition: object) -> str:
        params = {"XDeleteAfter": HOUR, **condition}
        return str(self.bucket.call("put_object", key, Body=text.encode(), **params)["ETag"])

    def drop(self, key: str) -> None:
        try:
            self.bucket.call("delete_object", key)
        except AbsentError:
            return


def _holds(kept: Abilities, bucket: Bucket, now: datetime) -> bool:
    ours = (kept.endpoint, kept.bucket) == (bucket.endpoint, bucket.name)
    return ours and timedelta() <= now - kept.tried < GOOD_FOR


def _kept(bodies: Bodies, key: str) -> Abilities | None:
    body = bodies.get(key)
    try:
        return None if body is None else codec.decode(body, Abilities, what=key)
    except NewerSchemaError:
        raise
    except CorruptError:
        return None  # it can be found out again

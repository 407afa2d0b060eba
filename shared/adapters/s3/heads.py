"""The port Heads on one object, by the store's own compare-and-swap (rules 3 and 4).

Every write names the ETag that was read (If-Match), or that nothing is there
(If-None-Match: *), so that of many racers one wins and the others are told. No body is
written twice, for each has a mark of its own: an ETag that is over is over for good, and
a PUT that lands late loses its condition.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared import codec
from shared.adapters.s3.abilities import Abilities, Conditional
from shared.adapters.s3.bucket import AbsentError, Bucket
from shared.errors import ConflictError, CorruptError, NewerSchemaError, UnprovenError
from shared.http import Answer, served_at
from shared.ports import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHead:
    """labs/LAB/head.json: who holds the lock, and what is committed. `mark` is this write's own."""

    mark: str
    holder: str
    token: int
    renewed: datetime | None
    lasts: timedelta
    notes: Mapping[str, str] = field(default_factory=dict)


class S3Heads:
    """`labs/LAB/head.json`, on a store that was found able to keep it.

    Raises UnprovenError where it was not: nothing but a race that was won exactly once,
    each time, is a proof.
    """

    def __init__(self, bucket: Bucket, lab: str, found: Abilities) -> None:
        worth = {"If-Match": found.swap, "If-None-Match": found.create_only}
        weak = [f"{what} is {how}" for what, how in worth.items() if how != Conditional.PROVEN]
        if weak:
            where = f"{found.endpoint}, bucket {found.bucket}"
            raise UnprovenError(
                f"{where}: {' and '.join(weak)}, by the race of {found.tried:%F %R}"
            )
        self._bucket = bucket
        self._key = f"labs/{lab}/head.json"

    def read(self) -> Head | None:
        try:
            answer = self._bucket.call("get_object", self._key)
        except AbsentError:
            return None
        with closing(answer["Body"]) as body, self._bucket.ours("get_object", self._key):
            return _head(self._kept(body.read()), answer)

    def _kept(self, body: bytes) -> KeptHead:
        try:
            return codec.decode(body, KeptHead, what=self._key)
        except NewerSchemaError:
            raise
        except CorruptError as error:
            advice = f"delete {self._key}: the next tick makes it anew, from the Lease's copy of it"
            raise CorruptError(str(error), advice=advice) from error

    def create(self, head: Head) -> Head:
        return self._put(head, IfNoneMatch="*")

    def swap(self, head: Head) -> Head:
        try:
            return self._put(head, IfMatch=head.version)
        except AbsentError as error:
            raise ConflictError(f"{self._key} is gone", retry_after=timedelta()) from error

    def _put(self, head: Head, **condition: str) -> Head:
        kept = KeptHead(
            mark=secrets.token_hex(8),
            holder=head.holder,
            token=head.token,
            renewed=head.renewed,
            lasts=head.lasts,
            notes=head.notes,
        )
        body = codec.encode(kept)
        return _head(kept, self._bucket.call("put_object", self._key, Body=body, **condition))


def _head(kept: KeptHead, answer: Mapping[str, Any]) -> Head:
    headers = {str(k).lower(): str(v) for k, v in answer["ResponseMetadata"]["HTTPHeaders"].items()}
    served = served_at(Answer(status=200, headers=headers))
    if served is None:
        raise CorruptError("the store tells no Date: a lock has no time without it")
    return Head(
        version=str(answer["ETag"]),
        holder=kept.holder,
        token=kept.token,
        renewed=kept.renewed,
        lasts=kept.lasts,
        served=served,
        notes=kept.notes,
    )

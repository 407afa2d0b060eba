"""moto's S3, driven request by request: no Flask, no account, the story's time.

Two places reach inside moto: its `utcnow`, because an object's age is the story's,
and its record of every instance ever made, which would keep each overwritten body
in memory and leave its temporary files to the garbage collector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import moto.s3.models as models
from moto.core.request import (
    PRESERVED_HEADER_NAMES_ENVIRON_KEY,
    Request,
    environ_key_for_header,
)
from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey, FakeMultipart, S3Backend
from moto.s3.responses import S3Response
from moto.s3.utils import _VersionedKeyStore

from standin.s3.call import Call, Reply
from standin.s3.listing import Listing

EPOCH = datetime.fromtimestamp(0, UTC)
ACCOUNT = "123456789012"
REGION = "us-east-1"  # moto's own; the region that clients sign for is Swift's affair
# Whoever comes this far has been let in by Swift's guard; moto's own would ask again.
AUTHORIZED = f"AWS4-HMAC-SHA256 Credential=standin/20260101/{REGION}/s3/aws4_request"
Made = TypeVar("Made")
Lens = Callable[[str, dict[str, FakeKey]], dict[str, FakeKey]]  # what a listing that lies shows

_now: ContextVar[datetime] = ContextVar("now")


def _story_now() -> datetime:
    return _now.get()


vars(models)["utcnow"] = _story_now


class _Bucket(FakeBucket):
    """moto's, which leaves open what only its CloudFormation asks."""

    def is_created(self) -> bool:
        return True


TRACKED: tuple[type, ...] = (_Bucket, FakeKey, FakeDeleteMarker, FakeMultipart)


class Store(S3Backend):
    """One server's buckets. Not thread-safe, as moto is not: the caller holds a lock."""

    def __init__(self, buckets: dict[str, FakeBucket], listing: Listing) -> None:
        super().__init__(REGION, ACCOUNT)
        self.buckets = buckets
        self.listing = listing
        self.lens: Lens | None = None
        self.now = self._stamp = EPOCH

    def at(self, now: datetime) -> None:
        """Time for what comes next: naive UTC as moto has it, never twice the same."""
        self.now = now
        self._stamp = max(now, self._stamp + timedelta(microseconds=1))
        _now.set(self._stamp.replace(tzinfo=None))

    def make(self, name: str, region: str) -> None:
        bucket = _Bucket(name=name, account_id=ACCOUNT, region_name=region)
        bucket.creation_date = self._stamp
        models.s3_backends.bucket_accounts.pop(name, None)  # that record is for all servers
        self.buckets[name] = bucket

    def tops(self, bucket: str) -> dict[str, FakeKey]:
        """What each name answers now; names under a delete marker answer nothing."""
        found = self.buckets.get(bucket)
        items = found.keys.items() if found else ()
        return {name: key for name, key in items if isinstance(key, FakeKey)}

    def top(self, bucket: str, key: str) -> FakeKey | None:
        found = self.buckets.get(bucket)
        top = found.keys.get(key) if found else None
        return top if isinstance(top, FakeKey) else None

    def uploading(self, bucket: str, upload: str) -> bool:
        found = self.buckets.get(bucket)
        return found is not None and upload in found.multiparts

    def list_objects(
        self,
        bucket: FakeBucket,
        prefix: str | None,
        delimiter: str | None,
        marker: str | None,
        max_keys: int | None,
    ) -> tuple[set[FakeKey], set[str], bool, str | None]:
        view = self.listing.view(bucket.name, self.tops(bucket.name), self.now)
        if self.lens is not None:
            view = self.lens(bucket.name, view)
        shown = copy(bucket)
        shown.keys = _VersionedKeyStore({name: [key] for name, key in view.items()})
        return super().list_objects(shown, prefix, delimiter, marker, max_keys)

    def list_object_versions(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- passed on as they come
        """moto answers with deep copies: close their files, keep what a listing shows."""
        result = super().list_object_versions(*args, **kwargs)
        for key in tracked(FakeKey):
            _ = key.etag  # computed while its file is open
            key.dispose()
        return result

    def drop_top(self, bucket: str, key: str) -> None:
        """Without a trace: no delete marker, as the expirer does it."""
        found = self.buckets.get(bucket)
        older = found.keys.getlist(key, [])[:-1] if found else []
        if found and older:
            found.keys.setlist(key, older)
        elif found and key in found.keys:
            found.keys.pop(key)

    def close(self) -> None:
        """Close every temporary file: moto opens one an object, and one a part."""
        for bucket in self.buckets.values():
            versions = [version for _, kept in bucket.keys.iterlists() for version in kept]
            for held in (*versions, *bucket.multiparts.values()):
                if not isinstance(held, FakeDeleteMarker):
                    held.dispose()
        for late in self.listing.pending.values():
            if late.before is not None:
                late.before.dispose()


def tracked(kind: type[Made]) -> list[Made]:
    """moto's record of all that it ever made of that kind."""
    made: list[Made] = vars(kind)["instances_tracked"]
    return made


class _Responses(S3Response):
    @property
    def backend(self) -> S3Backend:
        store: S3Backend = self.request.environ["standin.store"]
        return store


def dispatch(call: Call, store: Store) -> Reply:
    """Let moto answer. Its effects are in `store` when this returns."""
    own = {"standin.store": store, "HTTP_AUTHORIZATION": AUTHORIZED}
    request = Request({**call.for_moto(), **own, **_spelled(call)})
    responses = _Responses()
    answer = responses.key_response if call.key else responses.bucket_response
    try:
        status, headers, body = answer(request, request.raw_url, dict(request.headers))
    finally:
        for kind in TRACKED:
            tracked(kind).clear()
    return Reply(status=status, headers=_whole(call, headers, body), body=_bytes(body))


def _spelled(call: Call) -> dict[str, Any]:
    """Names with an underscore, which WSGI would lose: moto has a place for them."""
    names = {environ_key_for_header(name): name for name in call.headers if "_" in name}
    values = {at: call.headers[name] for at, name in names.items()}
    return {PRESERVED_HEADER_NAMES_ENVIRON_KEY: names, **values}


def _whole(call: Call, headers: Mapping[str, Any], body: str | bytes) -> dict[str, str]:
    """moto's headers, each once: a HEAD tells the object's length, the others their body's."""
    told = {name.lower(): str(value) for name, value in headers.items()}
    if call.method != "HEAD":
        told["content-length"] = str(len(_bytes(body)))
    return told


def _bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body

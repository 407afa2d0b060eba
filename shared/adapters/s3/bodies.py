"""The port Bodies over S3: whole objects by name, and streams of any length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from shared.adapters.s3.bucket import AbsentError, Bucket
from shared.adapters.s3.upload import PART_BYTES, parts_of, upload

if TYPE_CHECKING:
    from botocore.response import StreamingBody

CHUNK_BYTES = 1024 * 1024


class S3Bodies:
    """No condition and no tag: what every store can do (P4.1, P4.8)."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def get(self, key: str) -> bytes | None:
        stream = self.get_stream(key)
        return None if stream is None else b"".join(stream)

    def put(self, key: str, body: bytes) -> None:
        self._bucket.call("put_object", key, Body=body)

    def listed(self, prefix: str) -> tuple[str, ...]:
        """Up to 1,000, which is one answer: there are 20 bodies."""
        found = self._bucket.call("list_objects_v2", Prefix=prefix).get("Contents", [])
        return tuple(str(entry["Key"]) for entry in found)

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> None:
        """One PUT where it fits a part, else multipart; nothing is left behind when it fails."""
        parts = parts_of(chunks)
        first = next(parts, b"")
        if len(first) < PART_BYTES:
            self.put(key, first)
            return
        upload(self._bucket, key, first, parts)

    def get_stream(self, key: str) -> Iterator[bytes] | None:
        """Asked at once, read as it is consumed: a break on the way raises TemporaryError."""
        try:
            answer = self._bucket.call("get_object", key)
        except AbsentError:
            return None
        return self._chunks(key, answer["Body"])

    def delete(self, key: str) -> None:
        """One by one: bulk deletes fail on older Swifts. A key that is gone is fine."""
        try:
            self._bucket.call("delete_object", key)
        except AbsentError:
            return

    def _chunks(self, key: str, body: StreamingBody) -> Iterator[bytes]:
        with closing(body), self._bucket.ours("get_object", key):
            yield from body.iter_chunks(CHUNK_BYTES)

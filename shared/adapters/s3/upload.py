"""An object in parts, for what does not fit memory (P4.12).

A part that nobody completes or aborts is billed for ever, so every failure before
the end aborts. Once completion was asked for, nothing is aborted any more: an
unanswered completion may still land.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from shared.adapters.s3.bucket import AbsentError, Bucket
from shared.errors import PortError

PART_BYTES = 8 * 1024 * 1024  # S3 takes no part below 5 MiB but the last
GROWS_EVERY = 100  # parts: Swift takes 1,000, which then hold 44 GB


def part_bytes(number: int) -> int:
    """How large the part of that number (from 1) is to be."""
    return PART_BYTES * (1 + (number - 1) // GROWS_EVERY)


def parts_of(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts; only the last is smaller than its number asks."""
    number, gathered = 1, bytearray()
    for chunk in chunks:
        gathered += chunk
        while len(gathered) >= (size := part_bytes(number)):
            yield bytes(gathered[:size])
            del gathered[:size]
            number += 1
    if gathered:
        yield bytes(gathered)


def upload(bucket: Bucket, key: str, first: bytes, rest: Iterable[bytes]) -> None:
    started = str(bucket.call("create_multipart_upload", key)["UploadId"])
    try:
        done = [_part(bucket, key, started, 1, first)]
        for number, body in enumerate(rest, start=2):
            done.append(_part(bucket, key, started, number, body))
    except BaseException:
        _abort(bucket, key, started)
        raise
    bucket.call("complete_multipart_upload", key, UploadId=started, MultipartUpload={"Parts": done})


def _part(bucket: Bucket, key: str, started: str, number: int, body: bytes) -> dict[str, Any]:
    answer = bucket.call("upload_part", key, UploadId=started, PartNumber=number, Body=body)
    return {"PartNumber": number, "ETag": answer["ETag"]}


def _abort(bucket: Bucket, key: str, started: str) -> None:
    """As well as it goes: what made the upload fail is what the caller must hear."""
    with suppress(PortError, AbsentError):
        bucket.call("abort_multipart_upload", key, UploadId=started)

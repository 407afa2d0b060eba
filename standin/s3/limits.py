"""How much, how many and in which order: the measures of Swift's s3api that moto does not take."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import md5

from standin.s3.answers import Answers
from standin.s3.call import Call
from standin.s3.refusal import RefusalError, invalid_argument

META = "x-amz-meta-"
META_COUNT, META_NAME, META_VALUE, META_TOTAL = 90, 128, 256, 4096
KEY_BYTES, PARTS = 1024, 1000
PART = re.compile(rb"<PartNumber>\s*(\d+)\s*</PartNumber>")


def metadata(call: Call, _: Answers) -> None:
    meta = {
        name.removeprefix(META): value
        for name, value in call.headers.items()
        if name.startswith(META)
    }
    total = sum(len(name) + len(value) for name, value in meta.items())
    longest = max((len(name) for name in meta), default=0)
    widest = max((len(value) for value in meta.values()), default=0)
    limits = ((len(meta), META_COUNT), (longest, META_NAME), (widest, META_VALUE))
    if total > META_TOTAL or any(found > limit for found, limit in limits):
        raise metadata_too_large()


def metadata_too_large() -> RefusalError:
    message = "Your metadata headers exceed the maximum allowed metadata size."
    return RefusalError(400, "InvalidRequest", message)


def digests(call: Call, _: Answers) -> None:
    said = call.headers.get("content-md5", "")
    if said and b64encode(md5(call.body, usedforsecurity=False).digest()).decode() != said:
        message = "The Content-MD5 you specified did not match what we received."
        raise RefusalError(400, "BadDigest", message)


def part_order(call: Call, _: Answers) -> None:
    """moto forgets the last one it saw."""
    completes = call.method == "POST" and "uploadId" in call.query
    numbers = parts_of(call.body) if completes else []
    if numbers != sorted(set(numbers)):
        message = "The list of parts was not in ascending order."
        raise RefusalError(400, "InvalidPartOrder", message)


def parts_of(body: bytes) -> list[int]:
    """The parts that a completion names, in its order."""
    return [int(number) for number in PART.findall(body)]


def sizes(call: Call, _: Answers) -> None:
    if len(call.key.encode()) > KEY_BYTES:
        raise RefusalError(400, "KeyTooLongError", "Your key is too long.")
    part = call.query.get("partNumber", "1")
    if not part.isdecimal() or not 1 <= int(part) <= PARTS:
        message = f"Part number must be an integer between 1 and {PARTS}, inclusive"
        raise invalid_argument("partNumber", part, message)

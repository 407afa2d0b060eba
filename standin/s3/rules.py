"""What Swift refuses where moto would say yes: one line a refusal, in the order of s3api.

Sources: platform.md section 4 (the P4 rows), and swift/common/middleware/s3api.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import md5

from standin.s3.answers import Answers
from standin.s3.call import Call
from standin.s3.expiry import delete_at
from standin.s3.refusal import (
    RefusalError,
    invalid_argument,
    malformed_xml,
    not_implemented,
)

NOT_IMPLEMENTED = frozenset(
    {
        "notification",
        "policy",
        "publicAccessBlock",
        "requestPayment",
        "torrent",
        "website",
        "cors",
        "restore",
    }
)
META = "x-amz-meta-"
META_COUNT, META_NAME, META_VALUE, META_TOTAL = 90, 128, 256, 4096
KEY_BYTES, PARTS = 1024, 1000

PART = re.compile(rb"<PartNumber>\s*(\d+)\s*</PartNumber>")

Rule = Callable[[Call, Answers], None]


def check(call: Call, answers: Answers, now: datetime) -> None:
    """Raise the RefusalError that Swift gives before it has any effect; else return."""
    for rule in RULES:
        rule(call, answers)
    delete_at(call, now)


def subresources(call: Call, _: Answers) -> None:
    """P4.8: bucket policy, CORS and others have no controller at all."""
    if NOT_IMPLEMENTED & call.query.keys():
        raise not_implemented("The requested resource is not implemented")


def tagging(call: Call, _: Answers) -> None:
    """P4.8: tags can be read (there are none), never written."""
    if "x-amz-tagging" in call.headers or ("tagging" in call.query and call.writes):
        raise not_implemented("Object tagging is not supported.")


def unsupported_writes(call: Call, _: Answers) -> None:
    if call.writes and {"logging", "object-lock"} & call.query.keys():
        raise not_implemented("The requested resource is not implemented")
    if call.method == "POST" and call.key and not {"uploads", "uploadId"} & call.query.keys():
        raise not_implemented()


def conditional_puts(call: Call, answers: Answers) -> None:
    """P4.1, and P4.2 before 2.36; afterwards `If-None-Match: *` is a check of its own."""
    commits = call.puts_object() or (call.method == "POST" and "uploadId" in call.query)
    if not commits:
        return
    never = {"if-match", "if-modified-since", "if-unmodified-since"}
    none_match = call.headers.get("if-none-match", "*")
    refused = never & call.headers.keys() or none_match != "*"
    if refused or ("if-none-match" in call.headers and not answers.modern):
        raise not_implemented("Conditional object PUTs are not supported.")


def storage_class(call: Call, _: Answers) -> None:
    """P4.10."""
    if call.headers.get("x-amz-storage-class", "STANDARD") != "STANDARD":
        message = "The storage class you specified is not valid."
        raise RefusalError(400, "InvalidStorageClass", message)


def encryption(call: Call, _: Answers) -> None:
    """P4.9: this cluster has no encryption."""
    value = call.headers.get("x-amz-server-side-encryption")
    if value not in (None, "aws:kms", "AES256"):
        message = "The encryption method specified is not supported"
        raise invalid_argument("x-amz-server-side-encryption", str(value), message)
    if value is not None:
        raise not_implemented("Server-side encryption is not supported.")


def other_headers(call: Call, _: Answers) -> None:
    if {"x-amz-mfa", "x-amz-website-redirect-location"} & call.headers.keys():
        raise not_implemented()


def chunked(call: Call, answers: Answers) -> None:
    """As Infomaniak's did in January 2025."""
    streaming = call.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
    encoded = "aws-chunked" in call.headers.get("content-encoding", "")
    if answers.refuses_chunked and (streaming or encoded):
        message = "Transferring payloads in multiple chunks using aws-chunked is not supported."
        raise not_implemented(message)


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


def bulk_delete(call: Call, answers: Answers) -> None:
    """Older versions insist on the MD5 that current SDKs no longer send."""
    if call.method != "POST" or "delete" not in call.query:
        return
    checksums = any(name.startswith("x-amz-checksum-") for name in call.headers)
    if "content-md5" not in call.headers and not (answers.modern and checksums):
        message = "Missing required header for this request: Content-MD5"
        raise RefusalError(400, "InvalidRequest", message)


def bucket_names(call: Call, _: Answers) -> None:
    """P4.12: `<bucket>+segments` is no S3 name; only the native API reaches it."""
    if "+" in call.bucket:
        message = "The specified bucket is not valid."
        raise RefusalError(400, "InvalidBucketName", message, BucketName=call.bucket)


def bucket_bodies(call: Call, _: Answers) -> None:
    """P4.5: what Swift does not know (lifecycle, encryption, ...) it takes for a creation."""
    known = {"versioning", "acl"} & call.query.keys()
    creates = call.method == "PUT" and not call.key and not known
    if creates and call.body and b"CreateBucketConfiguration" not in call.body:
        raise malformed_xml()


RULES: tuple[Rule, ...] = (
    bucket_names,
    subresources,
    chunked,
    conditional_puts,
    storage_class,
    other_headers,
    encryption,
    tagging,
    unsupported_writes,
    metadata,
    sizes,
    digests,
    part_order,
    bulk_delete,
    bucket_bodies,
)

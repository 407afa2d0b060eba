"""What Swift refuses where moto would say yes: one line a refusal, in the order of s3api.

Sources: platform.md section 4 (the P4 rows), and swift/common/middleware/s3api.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from standin.s3.answers import Answers
from standin.s3.call import Call
from standin.s3.expiry import delete_at
from standin.s3.limits import digests, metadata, part_order, sizes
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

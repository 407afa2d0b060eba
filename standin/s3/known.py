"""The few sub-resources that s3api knows, and what it answers by itself.

Whatever it does not know, it does not see: `DELETE /bucket?lifecycle` is then
`DELETE /bucket`, and an empty bucket is gone (P4.5).
"""

from __future__ import annotations

import re

from standin.s3.call import Call, Reply
from standin.s3.moto_store import Store
from standin.s3.refusal import RefusalError, malformed_xml, no_such_bucket

KNOWN = frozenset(
    {
        "acl",
        "continuation-token",
        "delete",
        "delimiter",
        "encoding-type",
        "fetch-owner",
        "key-marker",
        "list-type",
        "location",
        "logging",
        "marker",
        "max-keys",
        "max-parts",
        "object-lock",
        "part-number-marker",
        "partNumber",
        "prefix",
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
        "start-after",
        "tagging",
        "uploadId",
        "uploads",
        "version-id-marker",
        "versionId",
        "versioning",
        "versions",
    }
)
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
LOCATION = re.compile(rb"<LocationConstraint>([^<]*)</LocationConstraint>")


def own_answer(call: Call, store: Store, region: str) -> Reply | None:
    """What needs no moto: making a bucket, and reading what never holds anything."""
    if call.method == "GET" and "tagging" in call.query:
        return Reply.xml(b"<Tagging><TagSet/></Tagging>")
    if call.method == "GET" and "object-lock" in call.query:
        code = "ObjectLockConfigurationNotFoundError"
        raise RefusalError(404, code, "Object Lock configuration does not exist for this bucket")
    if call.method == "PUT" and call.bucket and not call.key and not call.query:
        return _make(call, store, region)
    if call.bucket and call.bucket not in store.buckets:
        raise no_such_bucket(call.bucket)
    return None


def _make(call: Call, store: Store, region: str) -> Reply:
    if not BUCKET.fullmatch(call.bucket):
        raise RefusalError(400, "InvalidBucketName", "The specified bucket is not valid.")
    asked = LOCATION.search(call.body)
    if call.body and asked is None:
        raise malformed_xml()
    if asked is not None and asked[1].decode() != region:
        message = "The specified location-constraint is not valid"
        raise RefusalError(400, "InvalidLocationConstraint", message)
    if call.bucket in store.buckets:
        message = (
            "Your previous request to create the named bucket succeeded and you already own it."
        )
        raise RefusalError(409, "BucketAlreadyOwnedByYou", message, BucketName=call.bucket)
    store.make(call.bucket, region)
    return Reply(status=200, headers={"Location": f"/{call.bucket}"})

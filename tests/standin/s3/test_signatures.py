"""P4.11: presigned URLs, and signatures that are really checked, on wall time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from standin.s3.call import Call
from standin.s3.refusal import RefusalError
from standin.s3.signature import Guard
from tests.standin.s3.conftest import ACCESS, BUCKET, SECRET, Platform, refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "artifacts/a report (é) +1.pdf"


def presigned(s3: S3Client, operation: str = "get_object", seconds: int = 60) -> str:
    return s3.generate_presigned_url(
        operation, Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=seconds
    )


def test_p4_11_a_presigned_url_reads_and_writes(s3: S3Client) -> None:
    assert requests.put(presigned(s3, "put_object"), b"text", timeout=5).status_code == 200
    assert requests.get(presigned(s3), timeout=5).content == b"text"


def test_p4_11_for_at_most_a_week(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY)
    assert requests.get(presigned(s3, seconds=604_800), timeout=5).status_code == 200
    assert requests.get(presigned(s3, seconds=604_801), timeout=5).status_code == 400


def test_p4_11_for_one_method_and_one_key(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY)
    assert requests.put(presigned(s3), b"x", timeout=5).status_code == 403
    elsewhere = presigned(s3).replace("artifacts", "velero")
    assert requests.get(elsewhere, timeout=5).status_code == 403


def test_p4_11_the_story_s_clock_does_not_end_it(platform: Platform, s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key=KEY)
    url = presigned(s3)
    platform.step(days=30)
    assert requests.get(url, timeout=5).status_code == 200


def test_a_wrong_secret_is_refused(platform: Platform) -> None:
    s3 = platform.client("not-the-secret")
    assert refusal(lambda: s3.list_objects_v2(Bucket=BUCKET)) == (403, "SignatureDoesNotMatch")
    assert requests.get(presigned(s3), timeout=5).status_code == 403


def test_another_region_is_told_the_right_one_and_boto3_follows(platform: Platform) -> None:
    platform.client(region="eu-west-1").put_object(Bucket=BUCKET, Key="k")
    assert [entry["status"] for entry in platform.journal.entries()] == [400, 200]


def test_nothing_is_public(platform: Platform, s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="k")
    assert requests.get(f"{platform.server.url}/{BUCKET}/k", timeout=5).status_code == 403


NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
URL = "http://127.0.0.1:1/lab-state/k"


def guard(now: datetime) -> Guard:
    return Guard(secrets={ACCESS: SECRET}, region="us-east-1", wall=lambda: now)


def signed(headers: Mapping[str, str], body: bytes = b"", *, query: bool = False) -> Call:
    """A call signed by botocore at the moment it believes to be now."""
    request = AWSRequest("PUT", URL, headers={"host": "127.0.0.1:1", **headers}, data=body)
    signer = S3SigV4QueryAuth if query else S3SigV4Auth
    credentials = Credentials(ACCESS, SECRET)
    extra = {"expires": 60} if query else {}
    signer(credentials, "s3", "us-east-1", **extra).add_auth(request)
    parts = urlsplit(str(request.url))
    sent = {name.lower(): str(value) for name, value in request.headers.items()}
    return Call(
        method="PUT",
        target=parts.path,
        raw_query=parts.query,
        headers=sent,
        body=body,
        environ={},
    )


def signed_at(call: Call) -> datetime:
    stamp = call.headers.get("x-amz-date") or call.query["X-Amz-Date"]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize(("late", "passes"), [(60, True), (61, False)])
def test_p4_11_an_expired_url_is_refused(late: int, *, passes: bool) -> None:
    call = signed({}, query=True)
    now = signed_at(call) + timedelta(seconds=late)
    if passes:
        guard(now).check(call)
        return
    with pytest.raises(RefusalError, match="expired") as caught:
        guard(now).check(call)
    assert (caught.value.status, caught.value.code) == (403, "AccessDenied")


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_clock_that_is_off_by_a_quarter_of_an_hour_is_refused(minutes: int) -> None:
    call = signed({})
    with pytest.raises(RefusalError) as caught:
        guard(signed_at(call) + timedelta(minutes=minutes)).check(call)
    assert caught.value.code == "RequestTimeTooSkewed"


def test_a_body_that_was_changed_on_the_way_is_refused() -> None:
    call = signed({}, b"as signed")
    tampered = Call(
        method=call.method,
        target=call.target,
        raw_query=call.raw_query,
        headers=call.headers,
        body=b"as sent..",
        environ={},
    )
    assert call.headers["x-amz-content-sha256"] == sha256(b"as signed").hexdigest()
    guard(signed_at(call)).check(call)
    with pytest.raises(RefusalError) as caught:
        guard(signed_at(call)).check(tampered)
    assert caught.value.code == "XAmzContentSHA256Mismatch"

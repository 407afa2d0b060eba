"""P4.1 to P4.4: Swift has no compare-and-swap, and its create-only is advice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import requests
from botocore.exceptions import ClientError

from standin.s3 import Answers, Generation
from tests.standin.s3.conftest import ACCESS, BUCKET, SECRET, Platform, Serve, refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

MODERN = Answers(generation=Generation.FROM_2_36, listing_share=0.0)
RACERS = 8


def body_of(s3: S3Client, key: str) -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def test_p4_1_a_put_with_if_match_is_not_implemented_and_writes_nothing(s3: S3Client) -> None:
    etag = s3.put_object(Bucket=BUCKET, Key="k", Body=b"old")["ETag"]
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", Body=b"new", IfMatch=etag)) == (
        501,
        "NotImplemented",
    )
    assert body_of(s3, "k") == b"old"


def test_p4_1_it_stays_so_in_later_versions(serve: Serve) -> None:
    s3 = serve(MODERN).client()
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", IfMatch="x"))[0] == 501


def test_p4_2_before_2_36_create_only_is_not_implemented(s3: S3Client) -> None:
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", IfNoneMatch="*")) == (
        501,
        "NotImplemented",
    )
    assert refusal(lambda: s3.get_object(Bucket=BUCKET, Key="k"))[0] == 404


def test_p4_2_from_2_36_create_only_refuses_what_is_there(serve: Serve) -> None:
    s3 = serve(MODERN).client()
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"first", IfNoneMatch="*")
    assert refusal(
        lambda: s3.put_object(Bucket=BUCKET, Key="k", Body=b"second", IfNoneMatch="*")
    ) == (412, "PreconditionFailed")
    assert body_of(s3, "k") == b"first"


def test_p4_2_from_2_36_another_etag_than_the_star_is_not_implemented(serve: Serve) -> None:
    s3 = serve(MODERN).client()
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", IfNoneMatch='"x"'))[0] == 501


def test_p4_2_it_is_not_atomic_several_racers_win(serve: Serve) -> None:
    """A wait between Swift's look and its write, as load makes it, lets the racers overlap."""
    platform = serve(MODERN)
    platform.faults.add("latency", api="s3", match="^PUT", args={"seconds": 0.5})
    start = Barrier(RACERS)

    def race(_: int) -> bool:
        client = platform.client()
        start.wait()
        try:
            client.put_object(Bucket=BUCKET, Key="k", IfNoneMatch="*")
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(RACERS) as pool:
        winners = sum(pool.map(race, range(RACERS)))
    assert winners > 1


def test_p4_3_a_native_put_ignores_if_match_silently(platform: Platform) -> None:
    user = {"X-Auth-User": ACCESS, "X-Auth-Key": SECRET}
    with requests.Session() as swift:
        door = swift.get(f"{platform.server.url}/auth/v1.0", headers=user, timeout=5).headers
        swift.headers["X-Auth-Token"] = door["X-Auth-Token"]
        url = f"{door['X-Storage-Url']}/{BUCKET}/k"
        first = swift.put(url, b"old", timeout=5)
        second = swift.put(url, b"new", headers={"If-Match": '"not-that"'}, timeout=5)
        assert (first.status_code, second.status_code) == (201, 201)
        assert swift.get(url, timeout=5).content == b"new"


@pytest.mark.parametrize("token", ["", "made-up"])
def test_the_native_api_wants_a_token(platform: Platform, token: str) -> None:
    url = f"{platform.server.url}/v1/AUTH_lab/{BUCKET}/k"
    assert requests.get(url, headers={"X-Auth-Token": token}, timeout=5).status_code == 401


def test_p4_4_a_delete_with_another_etag_is_refused(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"old")
    assert refusal(lambda: s3.delete_object(Bucket=BUCKET, Key="k", IfMatch='"other"')) == (
        412,
        "PreconditionFailed",
    )
    assert body_of(s3, "k") == b"old"


def test_p4_4_a_delete_with_its_etag_deletes(s3: S3Client) -> None:
    etag = s3.put_object(Bucket=BUCKET, Key="k", Body=b"old")["ETag"]
    s3.delete_object(Bucket=BUCKET, Key="k", IfMatch=etag)
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 404


def test_a_copy_checks_the_etag_of_its_source(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="from", Body=b"x")
    source: CopySourceTypeDef = {"Bucket": BUCKET, "Key": "from"}
    assert (
        refusal(
            lambda: s3.copy_object(
                Bucket=BUCKET, Key="to", CopySource=source, CopySourceIfMatch='"other"'
            )
        )[0]
        == 412
    )

"""P4.6, P4.7, P4.12 and P4.13: what is kept, for how long, and who can see it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from standin.s3 import Answers
from tests.standin.s3.conftest import (
    ACCESS,
    BUCKET,
    SECRET,
    START,
    Platform,
    Serve,
    refusal,
    with_headers,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART = b"p" * 5 * 1024 * 1024


def listed(s3: S3Client, prefix: str = "") -> list[str]:
    return [
        entry["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        for entry in page.get("Contents", [])
    ]


def status_of(s3: S3Client, key: str) -> int:
    return refusal(lambda: s3.get_object(Bucket=BUCKET, Key=key))[0]


def upload(s3: S3Client, key: str, *parts: bytes) -> str:
    """A whole multipart upload; answers its ETag."""
    started = s3.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    done = [
        s3.upload_part(Bucket=BUCKET, Key=key, UploadId=started, PartNumber=n, Body=part)["ETag"]
        for n, part in enumerate(parts, start=1)
    ]
    return s3.complete_multipart_upload(
        Bucket=BUCKET,
        Key=key,
        UploadId=started,
        MultipartUpload={
            "Parts": [{"PartNumber": n, "ETag": tag} for n, tag in enumerate(done, start=1)]
        },
    )["ETag"]


def segments(platform: Platform) -> list[str]:
    """What Swift's native API shows of the parts' container."""
    user = {"X-Auth-User": ACCESS, "X-Auth-Key": SECRET}
    door = requests.get(f"{platform.server.url}/auth/v1.0", headers=user, timeout=5).headers
    answer = requests.get(
        f"{door['X-Storage-Url']}/{BUCKET}+segments",
        headers={"X-Auth-Token": door["X-Auth-Token"]},
        timeout=5,
    )
    return [row["name"] for row in answer.json()]


@pytest.mark.parametrize(
    "header",
    [
        {"X-Delete-After": "60"},
        {"X-Delete-At": str(int(START.timestamp()) + 60)},
    ],
    ids=["after", "at"],
)
def test_p4_6_an_expired_object_answers_404_at_once_and_stays_listed_a_while(
    platform: Platform, header: dict[str, str]
) -> None:
    s3 = platform.client()
    with_headers(s3, "PutObject", header)
    s3.put_object(Bucket=BUCKET, Key="k")
    platform.step(seconds=59)
    s3.head_object(Bucket=BUCKET, Key="k")
    platform.step(seconds=1)
    assert status_of(s3, "k") == 404
    assert listed(s3) == ["k"]
    platform.step(minutes=5)
    assert listed(s3) == []


def test_p4_6_a_self_copy_gives_an_object_its_end_and_a_put_takes_it_away(
    platform: Platform, s3: S3Client
) -> None:
    copier = platform.client()
    with_headers(copier, "CopyObject", {"X-Delete-After": "60"})
    for key in ("goes", "stays"):
        s3.put_object(Bucket=BUCKET, Key=key)
        copier.copy_object(
            Bucket=BUCKET,
            Key=key,
            CopySource={"Bucket": BUCKET, "Key": key},
            MetadataDirective="REPLACE",
        )
    s3.put_object(Bucket=BUCKET, Key="stays")
    platform.step(minutes=10)
    assert status_of(s3, "goes") == 404
    assert listed(s3) == ["stays"]


def test_p4_6_a_multipart_object_needs_it_on_every_part_and_on_the_end(platform: Platform) -> None:
    s3 = platform.client()
    with_headers(s3, "CompleteMultipartUpload", {"X-Delete-After": "60"})
    upload(s3, "k", PART, b"end")
    platform.step(minutes=10)
    assert status_of(s3, "k") == 404
    assert len(segments(platform)) == 2, "its parts are billed for ever"
    with_headers(s3, "UploadPart", {"X-Delete-After": "60"})
    upload(s3, "whole", PART, b"end")
    platform.step(minutes=10)
    s3.put_object(Bucket=BUCKET, Key="any")
    assert [name for name in segments(platform) if name.startswith("whole/")] == []


@pytest.mark.parametrize("value", ["0", "-1", "soon"])
def test_p4_6_an_end_that_makes_no_sense_is_refused(platform: Platform, value: str) -> None:
    s3 = platform.client()
    with_headers(s3, "PutObject", {"X-Delete-After": value})
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k")) == (400, "InvalidArgument")


def test_p4_7_versions_are_kept_listed_read_and_deleted_one_by_one(s3: S3Client) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket=BUCKET, Key="k", Body=b"1")["VersionId"]
    second = s3.put_object(Bucket=BUCKET, Key="k", Body=b"2")["VersionId"]
    old = s3.get_object(Bucket=BUCKET, Key="k", VersionId=first)["Body"].read()
    shown = s3.list_object_versions(Bucket=BUCKET)["Versions"]
    assert old == b"1"
    assert [(v["VersionId"], v["IsLatest"]) for v in shown] == [(second, True), (first, False)]
    s3.delete_object(Bucket=BUCKET, Key="k", VersionId=second)
    assert s3.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"1"


def test_p4_7_a_delete_hides_and_deleting_the_marker_brings_back(s3: S3Client) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"1")
    marker = s3.delete_object(Bucket=BUCKET, Key="k")["VersionId"]
    assert status_of(s3, "k") == 404
    assert listed(s3) == []
    s3.delete_object(Bucket=BUCKET, Key="k", VersionId=marker)
    assert listed(s3) == ["k"]


def test_p4_12_a_multipart_object_has_an_etag_of_its_own_kind(s3: S3Client) -> None:
    etag = upload(s3, "k", PART, b"end")
    assert etag.strip('"').endswith("-2")
    found = s3.get_object(Bucket=BUCKET, Key="k")
    assert (found["ETag"], found["Body"].read()) == (etag, PART + b"end")


def test_p4_12_overwriting_leaves_orphans(platform: Platform, s3: S3Client) -> None:
    upload(s3, "k", PART, b"end")
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"small")
    assert len(segments(platform)) == 2
    assert listed(s3) == ["k"]


def test_p4_12_deleting_or_aborting_leaves_none(platform: Platform, s3: S3Client) -> None:
    upload(s3, "k", PART, b"end")
    s3.delete_object(Bucket=BUCKET, Key="k")
    started = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
    s3.upload_part(Bucket=BUCKET, Key="k", UploadId=started, PartNumber=1, Body=b"x")
    assert len(segments(platform)) == 1
    s3.abort_multipart_upload(Bucket=BUCKET, Key="k", UploadId=started)
    assert segments(platform) == []


def test_p4_12_an_object_whose_part_was_swept_cannot_be_read(platform: Platform) -> None:
    s3 = platform.client()
    with_headers(s3, "UploadPart", {"X-Delete-After": "60"})
    upload(s3, "k", PART, b"end")
    platform.step(seconds=61)
    assert status_of(s3, "k") == 409


def test_p4_12_parts_are_completed_in_order_and_for_an_upload_that_is_there(s3: S3Client) -> None:
    def complete(upload: str, *parts: int) -> tuple[int, str]:
        named: list[CompletedPartTypeDef] = [{"PartNumber": n, "ETag": etag} for n in parts]
        return refusal(
            lambda: s3.complete_multipart_upload(
                Bucket=BUCKET, Key="k", UploadId=upload, MultipartUpload={"Parts": named}
            )
        )

    started = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
    etag = ""
    for n in (1, 2):
        etag = s3.upload_part(Bucket=BUCKET, Key="k", UploadId=started, PartNumber=n, Body=PART)[
            "ETag"
        ]
    assert complete(started, 2, 1) == (400, "InvalidPartOrder")
    assert complete("another", 1, 2) == (404, "NoSuchUpload")
    assert status_of(s3, "k") == 404


def test_p4_12_parts_count_to_1000(s3: S3Client) -> None:
    started = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
    assert (
        refusal(
            lambda: s3.upload_part(
                Bucket=BUCKET, Key="k", UploadId=started, PartNumber=1001, Body=b"x"
            )
        )[0]
        == 400
    )


def test_p4_13_a_listing_lags_behind_and_a_known_key_does_not(serve: Serve) -> None:
    platform = serve(Answers(listing_share=1.0, listing_lag=timedelta(seconds=30)))
    s3 = platform.client()
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    assert s3.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"x"
    assert listed(s3) == []
    platform.step(seconds=30)
    assert listed(s3) == ["k"]
    s3.delete_object(Bucket=BUCKET, Key="k")
    assert status_of(s3, "k") == 404
    assert listed(s3) == ["k"]
    platform.step(seconds=30)
    assert listed(s3) == []


def test_p4_13_the_lag_comes_from_the_seed(serve: Serve) -> None:
    def seen(seed: int) -> list[str]:
        s3 = serve(Answers(listing_share=0.5, seed=seed)).client()
        for n in range(20):
            s3.put_object(Bucket=BUCKET, Key=f"k{n:02}")
        return listed(s3)

    assert seen(1) == seen(1)
    assert seen(1) != seen(2)
    assert 0 < len(seen(1)) < 20


def test_listings_page_and_fold(s3: S3Client) -> None:
    for key in ("a/1", "a/2", "b/1", "c"):
        s3.put_object(Bucket=BUCKET, Key=key)
    folded = s3.list_objects_v2(Bucket=BUCKET, Delimiter="/")
    assert [p["Prefix"] for p in folded["CommonPrefixes"]] == ["a/", "b/"]
    assert [entry["Key"] for entry in folded["Contents"]] == ["c"]
    paginator = s3.get_paginator("list_objects_v2")
    pages = list(paginator.paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 3}))
    assert [len(page["Contents"]) for page in pages] == [3, 1]
    assert listed(s3, "a/") == ["a/1", "a/2"]


def test_an_object_is_as_old_as_the_story_says(platform: Platform, s3: S3Client) -> None:
    platform.step(days=40)
    s3.put_object(Bucket=BUCKET, Key="k")
    assert s3.head_object(Bucket=BUCKET, Key="k")["LastModified"] == START + timedelta(days=40)


def test_everything_survives_a_restart(serve: Serve, tmp_path: Path) -> None:
    first = serve(Answers(listing_share=0.0), data=tmp_path)
    s3 = first.client()
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"1", Metadata={"who": "me"})
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"2")
    upload(s3, "big", PART, b"end")
    with_headers(s3, "PutObject", {"X-Delete-After": "60"})
    s3.put_object(Bucket=BUCKET, Key="brief")
    first.server.close()

    again = serve(Answers(listing_share=0.0), data=tmp_path, clock=first.clock)
    s3 = again.client()
    assert s3.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"2"
    assert len(s3.list_object_versions(Bucket=BUCKET, Prefix="k")["Versions"]) == 2
    assert s3.get_object(Bucket=BUCKET, Key="big")["Body"].read() == PART + b"end"
    assert len(segments(again)) == 2
    again.step(seconds=60)
    assert status_of(s3, "brief") == 404

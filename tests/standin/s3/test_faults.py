"""What goes wrong on purpose between a client and the store, and what the journal keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

import pytest
import requests
from botocore.exceptions import HTTPClientError

from standin.s3 import Answers
from tests.standin.s3.conftest import ACCESS, BUCKET, SECRET, Platform, Serve, refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedMultipartUploadTypeDef


def unanswered(s3: S3Client, key: str, body: bytes) -> None:
    with pytest.raises(HTTPClientError):
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)


def body_of(s3: S3Client, key: str) -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def test_a_late_put_is_unanswered_and_lands_when_its_time_has_come(
    platform: Platform, s3: S3Client
) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"before")
    platform.faults.add("late", api="s3", match="PUT .*/k", times=1, args={"seconds": 90})
    unanswered(s3, "k", b"late")
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"in between")
    platform.step(seconds=89)
    assert body_of(s3, "k") == b"in between"
    platform.step(seconds=1)
    assert body_of(s3, "k") == b"late"


def test_a_late_put_survives_a_restart(serve: Serve, tmp_path: Path) -> None:
    first = serve(data=tmp_path)
    first.faults.add("late", api="s3", match="PUT", times=1, args={"seconds": 90})
    unanswered(first.client(), "k", b"late")
    first.server.close()
    again = serve(data=tmp_path, clock=first.clock)
    again.step(seconds=90)
    assert body_of(again.client(), "k") == b"late"


def test_late_puts_land_in_the_order_of_their_moments(platform: Platform, s3: S3Client) -> None:
    for seconds in (120, 60):
        fault = platform.faults.add("late", api="s3", times=1, args={"seconds": seconds})
        unanswered(s3, "k", str(seconds).encode())
        platform.faults.remove(fault.id)
    platform.step(minutes=5)
    assert body_of(s3, "k") == b"120"


def test_timeout_after_has_its_effect(platform: Platform, s3: S3Client) -> None:
    platform.faults.add("timeout_after", api="s3", match="PUT", times=1)
    unanswered(s3, "k", b"x")
    assert body_of(s3, "k") == b"x"


def test_refused_has_none(platform: Platform, s3: S3Client) -> None:
    platform.faults.add("refused", api="s3", match="PUT", times=1)
    unanswered(s3, "k", b"x")
    assert refusal(lambda: s3.get_object(Bucket=BUCKET, Key="k"))[0] == 404


@pytest.mark.parametrize(
    ("kind", "args", "answer"),
    [
        ("s3_slow_down", {}, (503, "SlowDown")),
        ("rate_limited", {"retry_after": 7}, (429, "SlowDown")),
        ("error", {"status": 500}, (500, "InternalError")),
        ("error", {"status": 403, "code": "AccessDenied"}, (403, "AccessDenied")),
    ],
)
def test_an_error_has_no_effect_either(
    platform: Platform, s3: S3Client, kind: str, args: dict[str, object], answer: tuple[int, str]
) -> None:
    platform.faults.add(kind, api="s3", match="PUT", times=1, args=args)
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k")) == answer
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 404
    s3.put_object(Bucket=BUCKET, Key="k")


@pytest.mark.parametrize(
    ("args", "meanwhile", "after"),
    [({}, 404, 200), ({"when": "after"}, 200, 200), ({"then": "drop"}, 404, 404)],
)
def test_a_put_is_held_until_the_fault_is_taken_away(
    platform: Platform, s3: S3Client, args: dict[str, str], meanwhile: int, after: int
) -> None:
    fault = platform.faults.add("hold", api="s3", match="PUT", times=1, args=args)
    put = Thread(target=lambda: ends(lambda: s3.put_object(Bucket=BUCKET, Key="k")))
    put.start()
    assert asyncio.run(platform.faults.gate(fault.id).reached(within_seconds=10))
    assert found(platform.client()) == meanwhile
    platform.faults.remove(fault.id)
    put.join()
    assert found(s3) == after


def ends(call: Callable[[], object]) -> None:
    with suppress(HTTPClientError):
        call()


def found(s3: S3Client) -> int:
    there = s3.list_objects_v2(Bucket=BUCKET)["KeyCount"]
    return 200 if there else 404


def test_a_server_that_closes_holds_nothing_any_more(serve: Serve) -> None:
    here = serve()
    fault = here.faults.add("hold", api="s3")
    put = Thread(target=lambda: ends(lambda: here.client().put_object(Bucket=BUCKET, Key="k")))
    put.start()
    assert asyncio.run(here.faults.gate(fault.id).reached(within_seconds=10))
    here.server.close()
    put.join()


def test_latency_takes_wall_time(platform: Platform, s3: S3Client) -> None:
    platform.faults.add("latency", api="s3", match="GET", times=1, args={"seconds": 0.2})
    began = monotonic()
    s3.list_objects_v2(Bucket=BUCKET)
    assert monotonic() - began >= 0.2


def test_faults_of_other_apis_are_not_used_up(platform: Platform, s3: S3Client) -> None:
    platform.faults.add("refused", api="kaas", times=1)
    s3.put_object(Bucket=BUCKET, Key="k")
    assert platform.faults.all()[0].times == 1


def test_the_journal_keeps_every_request_and_no_secret(platform: Platform, s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="a/b", Body=b"people's secret")
    platform.faults.add("refused", api="s3", times=1)
    unanswered(s3, "c", b"")
    entries = platform.journal.entries()
    assert [(e["method"], e["path"], e["status"]) for e in entries] == [
        ("PUT", f"/{BUCKET}/a/b", 200),
        ("PUT", f"/{BUCKET}/c", 0),
    ]
    assert "Boto3" in entries[0]["agent"]
    assert "people's secret" not in str(entries)
    assert SECRET not in str(entries)


def test_two_servers_know_nothing_of_each_other(serve: Serve) -> None:
    one, other = serve(Answers()), serve(Answers())
    one.client().put_object(Bucket=BUCKET, Key="k")
    assert refusal(lambda: other.client().head_object(Bucket=BUCKET, Key="k"))[0] == 404


def listing(s3: S3Client) -> list[str]:
    told = s3.list_objects_v2(Bucket=BUCKET)
    found = [each["Key"] for each in told.get("Contents", [])]
    assert (told["KeyCount"], told["IsTruncated"]) == (len(found), False)
    return found


@pytest.fixture
def filled(serve: Serve) -> Platform:
    """Four objects in a store whose listings are at once true."""
    here = serve(Answers(listing_share=0))
    for key in "abcd":
        here.client().put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    return here


def test_a_listing_that_says_there_is_nothing(filled: Platform) -> None:
    s3 = filled.client()
    fault = filled.faults.add("empty", api="s3")
    assert (listing(s3), body_of(s3, "a")) == ([], b"a")
    filled.faults.remove(fault.id)
    assert listing(s3) == ["a", "b", "c", "d"]


def test_a_listing_that_lacks_the_same_each_time(filled: Platform) -> None:
    s3 = filled.client()
    filled.faults.add("partial", api="s3", args={"missing": 0.25})
    assert len(listing(s3)) == 3
    assert listing(s3) == listing(s3)


def test_a_listing_that_is_behind_while_each_key_is_as_it_is(filled: Platform) -> None:
    """P4.13: a listing lags behind, GET of a known key does not."""
    s3 = filled.client()
    fault = filled.faults.add("stale", api="s3")
    s3.put_object(Bucket=BUCKET, Key="e", Body=b"e")
    s3.put_object(Bucket=BUCKET, Key="b", Body=b"newer")
    s3.delete_object(Bucket=BUCKET, Key="a")
    assert listing(s3) == ["a", "b", "c", "d"]
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="a"))[0] == 404
    assert (body_of(s3, "b"), body_of(s3, "e")) == (b"newer", b"e")
    filled.faults.remove(fault.id)
    assert listing(s3) == ["b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("bucket_full", (400, "EntityTooLarge")),
        ("disks_full", (503, "ServiceUnavailable")),
        ("s3_key_rotated", (403, "SignatureDoesNotMatch")),
        ("other_project", (404, "NoSuchBucket")),
        ("other_region", (404, "NoSuchBucket")),
    ],
)
def test_a_put_that_finds_no_room_no_right_or_no_bucket(
    platform: Platform, s3: S3Client, kind: str, answer: tuple[int, str]
) -> None:
    """P4.14, P4.15: as a real Swift answered."""
    fault = platform.faults.add(kind, api="s3")
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")) == answer
    platform.faults.remove(fault.id)
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 404
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")


def test_a_quota_stops_what_commits_an_upload_not_its_parts(
    platform: Platform, s3: S3Client
) -> None:
    """P4.14: the parts lie in a container of their own."""
    fault = platform.faults.add("bucket_full", api="s3")
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="k")["UploadId"]
    part = s3.upload_part(Bucket=BUCKET, Key="k", UploadId=upload, PartNumber=1, Body=b"x")
    parts: CompletedMultipartUploadTypeDef = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}

    def complete() -> object:
        return s3.complete_multipart_upload(
            Bucket=BUCKET, Key="k", UploadId=upload, MultipartUpload=parts
        )

    assert refusal(complete) == (400, "EntityTooLarge")
    platform.faults.remove(fault.id)
    complete()
    assert body_of(s3, "k") == b"x"


@pytest.mark.parametrize(("kind", "status"), [("bucket_full", 413), ("disks_full", 503)])
def test_swift_s_own_put_finds_no_room_either(platform: Platform, kind: str, status: int) -> None:
    platform.faults.add(kind, api="s3")
    credential = {"X-Auth-User": ACCESS, "X-Auth-Key": SECRET}
    login = requests.get(f"{platform.server.url}/auth/v1.0", headers=credential, timeout=10)
    token = {"X-Auth-Token": login.headers["X-Auth-Token"]}
    url = f"{login.headers['X-Storage-Url']}/{BUCKET}/k"
    assert requests.put(url, b"x", headers=token, timeout=10).status_code == status


@pytest.mark.parametrize("kind", ["bucket_full", "disks_full"])
def test_what_is_full_can_be_read_and_emptied(platform: Platform, s3: S3Client, kind: str) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    platform.faults.add(kind, api="s3")
    assert body_of(s3, "k") == b"x"
    s3.delete_object(Bucket=BUCKET, Key="k")
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 404


def test_a_key_of_yesterday_reads_nothing_either(platform: Platform, s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    platform.faults.add("s3_key_rotated", api="s3")
    assert refusal(lambda: s3.get_object(Bucket=BUCKET, Key="k")) == (403, "SignatureDoesNotMatch")


def test_a_put_that_happens_twice_is_there_once(platform: Platform, s3: S3Client) -> None:
    platform.faults.add("doubled", api="s3", match="PUT", times=1)
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    assert body_of(s3, "k") == b"x"


def test_a_fault_may_touch_one_program_only(platform: Platform, s3: S3Client) -> None:
    platform.faults.add("refused", api="s3", agent="^curl/")
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    platform.faults.add("error", api="s3", agent="Boto3", args={"status": 500})
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 500

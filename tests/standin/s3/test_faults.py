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
from botocore.exceptions import HTTPClientError

from standin.s3 import Answers
from tests.standin.s3.conftest import BUCKET, SECRET, Platform, Serve, refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


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

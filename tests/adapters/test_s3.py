"""The S3 adapters on the stand-in's Swift: each refusal and each silence becomes our error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Lock

import pytest

import shared
from shared.adapters.s3 import (
    Bucket,
    Conditional,
    Connection,
    S3Bodies,
    S3Heads,
    S3Ledger,
    abilities_of,
    try_out,
)
from shared.adapters.s3.race import RACERS, counted, worth
from shared.adapters.s3.upload import PART_BYTES, part_bytes, parts_of
from shared.errors import (
    ConflictError,
    CorruptError,
    DeniedError,
    NewerSchemaError,
    PermanentError,
    PortError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
    UnprovenError,
)
from standin.s3 import Answers, Generation
from tests.contract.exact_store import exact_store
from tests.contract.stores import BUCKET, START, Swift, swift
from tests.contract.test_ledger import RECEIPT

KEY = "labs/lab/session/1-1.json"
MODERN = Answers(generation=Generation.FROM_2_36)


@pytest.fixture
def store() -> Iterator[Swift]:
    with swift() as running:
        yield running


@pytest.fixture
def bucket(store: Swift) -> Iterator[Bucket]:
    with store.bucket() as opened:
        yield opened


@pytest.fixture
def bodies(bucket: Bucket) -> S3Bodies:
    return S3Bodies(bucket)


def sent(store: Swift) -> list[str]:
    return [f"{entry['method']} {entry['path']}" for entry in store.journal.entries()]


# Errors


def test_a_missing_bucket_is_not_a_missing_object(store: Swift) -> None:
    with store.bucket("elsewhere") as nowhere, pytest.raises(PermanentError) as caught:
        S3Bodies(nowhere).get(KEY)
    assert "create the bucket" in caught.value.advice


@pytest.mark.parametrize("wrong", ["access", "secret"])
def test_wrong_keys_are_denied_and_not_repeated(store: Swift, wrong: str) -> None:
    right = {"access": store.where.access_key, "secret": store.where.secret_key}
    keys = {**right, wrong: "not-the-right-one"}
    where = Connection(
        endpoint=store.server.url, access_key=keys["access"], secret_key=keys["secret"]
    )
    with store.bucket(where=where) as bucket, pytest.raises(DeniedError) as caught:
        S3Bodies(bucket).get(KEY)
    assert "not-the-right-one" not in str(caught.value)
    assert len(sent(store)) == 1


def test_a_busy_store_says_when_to_come_back(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("s3_slow_down", api="s3", args={"retry_after": 7})
    with pytest.raises(RateLimitedError) as caught:
        bodies.put(KEY, b"x")
    assert caught.value.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, PermanentError),
        (403, DeniedError),
        (409, ConflictError),
        (412, ConflictError),
        (429, RateLimitedError),
        (500, TemporaryError),
        (502, UnansweredError),
    ],
)
def test_the_status_decides(
    store: Swift, bodies: S3Bodies, status: int, kind: type[PortError]
) -> None:
    store.faults.add("error", api="s3", args={"status": status, "code": "Any"})
    with pytest.raises(kind) as caught:
        bodies.put(KEY, b"x")
    assert type(caught.value) is kind


def test_a_404_of_another_kind_is_no_absence(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("error", api="s3", args={"status": 404, "code": "NotFoundOnThisProxy"})
    with pytest.raises(PermanentError):
        bodies.get(KEY)


def test_an_unanswered_put_may_land_later(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("late", api="s3", match="PUT", times=1, args={"seconds": 120})
    with pytest.raises(UnansweredError):
        bodies.put(KEY, b"late")
    assert bodies.get(KEY) is None
    store.clock.advance(timedelta(minutes=2))
    assert bodies.get(KEY) == b"late"


def test_no_write_is_sent_twice(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("refused", api="s3")
    with pytest.raises(UnansweredError):
        bodies.put(KEY, b"x")
    assert len(sent(store)) == 1


def test_a_lost_read_is_asked_a_second_time(store: Swift, bodies: S3Bodies) -> None:
    bodies.put(KEY, b"x")
    store.faults.add("refused", api="s3", match="GET", times=1)
    assert bodies.get(KEY) == b"x"


def test_a_read_that_stays_lost_is_an_error_and_never_none(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("refused", api="s3", match="GET")
    with pytest.raises(TemporaryError):
        bodies.get(KEY)
    assert len(sent(store)) == 2


def test_an_object_whose_parts_are_gone_is_corrupt(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("error", api="s3", args={"status": 409, "code": "BrokenMPU"})
    with pytest.raises(CorruptError):
        bodies.get(KEY)


# Streams


def test_parts_grow_so_that_a_thousand_hold_enough() -> None:
    assert part_bytes(1) == part_bytes(100) == PART_BYTES
    assert sum(part_bytes(number) for number in range(1, 1001)) > 40 * 10**9


def test_a_part_is_never_smaller_than_asked_but_the_last() -> None:
    parts = list(parts_of([b"x" * (PART_BYTES - 1), b"y" * 2, b"z"]))
    assert [len(part) for part in parts] == [PART_BYTES, 2]


def test_a_stream_holds_one_part_in_memory_at_a_time() -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(64):
            taken += 1
            yield b"x" * 1024 * 1024

    next(parts_of(chunks()))
    assert taken == 8


def test_an_upload_that_fails_leaves_no_part_behind(store: Swift, bodies: S3Bodies) -> None:
    store.faults.add("error", api="s3", match="PUT", times=1, args={"status": 500})
    with pytest.raises(TemporaryError):
        bodies.put_stream(KEY, [b"x" * 2 * PART_BYTES])
    assert sent(store)[-1].startswith("DELETE")
    assert bodies.get(KEY) is None


def test_an_unanswered_completion_is_not_aborted_it_may_land(
    store: Swift, bodies: S3Bodies
) -> None:
    late = {"seconds": 60}
    store.faults.add("timeout_after", api="s3", match="POST", times=0)
    bodies.put(KEY, b"before")
    with pytest.raises(UnansweredError):
        bodies.put_stream(KEY, _completing_late(store, late))
    store.clock.advance(timedelta(minutes=1))
    assert bodies.get(KEY) == b"x" * 2 * PART_BYTES


def _completing_late(store: Swift, args: dict[str, int]) -> Iterator[bytes]:
    """The upload has begun when the last chunk is asked for: what is posted now completes it."""
    yield b"x" * PART_BYTES
    yield b"x" * PART_BYTES
    store.faults.add("late", api="s3", match="POST", times=1, args=args)


# The ledger's order


def test_a_kill_between_month_and_receipt_is_healed_by_the_next_tick(
    store: Swift, bodies: S3Bodies
) -> None:
    ledger = S3Ledger(bodies, "lab")
    store.faults.add("refused", api="s3", match="PUT .*/s-1.json", times=1)
    with pytest.raises(UnansweredError):
        ledger.append(RECEIPT)
    assert ledger.get("s-1", "2026-03") is None, "so the tick will write it again"
    ledger.append(RECEIPT)
    assert ledger.month("2026-03") == (RECEIPT,)
    assert ledger.get("s-1", "2026-03") == RECEIPT


def test_a_damaged_month_is_corrupt_not_empty(bodies: S3Bodies) -> None:
    bodies.put("labs/lab/ledger/2026-03.json", b"{")
    with pytest.raises(CorruptError):
        S3Ledger(bodies, "lab").month("2026-03")


# What the store can do


def test_p4_1_to_p4_6_an_old_swift_is_found_out(bucket: Bucket) -> None:
    found = try_out(bucket, "lab", START)
    assert (found.swap, found.create_only) == (Conditional.NONE, Conditional.NONE)
    assert (found.lifecycle, found.expiry, found.bulk_delete) == (False, True, False)


def test_p4_2_a_newer_one_is_no_lock_either() -> None:
    with swift(MODERN) as store, store.bucket() as bucket:
        store.faults.add("latency", api="s3", match="PUT .*/new-", args={"seconds": 0.2})
        found = try_out(bucket, "lab", START)
    assert (found.swap, found.create_only) == (Conditional.NONE, Conditional.ADVISORY)
    assert found.bulk_delete


class Exact:
    """A store in memory whose conditional writes hold."""

    def __init__(self) -> None:
        self._lock, self.taken = Lock(), {-1}

    def take(self, number: int) -> None:
        with self._lock:
            if number in self.taken:
                raise ConflictError("there is one")
            self.taken.add(number)


def test_exactly_one_winner_in_every_round_is_a_proof() -> None:
    exact = Exact()
    found = worth(lambda: exact.take(-1), lambda number: lambda: exact.take(number))
    assert found is Conditional.PROVEN


def test_a_condition_that_is_ignored_is_none_at_all() -> None:
    assert worth(lambda: None, lambda _: lambda: None) is Conditional.NONE


class Counter:
    """A number in memory under a version; `checks` says whether a stale one is refused."""

    def __init__(self, *, checks: bool) -> None:
        self._lock, self._number, self._checks = Lock(), 0, checks

    def read(self) -> tuple[int, str]:
        return self._number, str(self._number)

    def write(self, number: int, version: str) -> None:
        with self._lock:
            if self._checks and version != str(self._number):
                raise ConflictError("it moved on")
            self._number = number


def test_a_count_that_ends_at_the_number_of_winners_is_a_proof() -> None:
    counter = Counter(checks=True)
    assert counted(counter.read, counter.write)


def test_a_count_from_which_something_was_lost_is_none() -> None:
    counter, all_read = Counter(checks=False), Barrier(RACERS)

    def write(number: int, version: str) -> None:
        all_read.wait(timeout=10)
        counter.write(number, version)

    assert not counted(counter.read, write)


def test_p4_2_no_swift_may_keep_the_head(bucket: Bucket) -> None:
    with pytest.raises(UnprovenError, match="If-Match is none and If-None-Match is none"):
        S3Heads(bucket, "lab", try_out(bucket, "lab", START))


@pytest.mark.parametrize(
    ("body", "kind", "advice"),
    [
        (b"{", CorruptError, "delete labs/lab/head.json"),
        (b'{"schema": 1, "token": 4}', CorruptError, "delete labs/lab/head.json"),
        (b'{"schema": 2}', NewerSchemaError, "update these functions"),
    ],
)
def test_a_head_that_cannot_be_read_is_neither_absent_nor_guessed(
    body: bytes, kind: type[CorruptError], advice: str
) -> None:
    with exact_store() as store, closing(Bucket(BUCKET, store.where)) as bucket:
        store.objects["labs/lab/head.json"] = body
        with pytest.raises(kind) as caught:
            S3Heads(bucket, "lab", try_out(bucket, "lab", START)).read()
    assert advice in caught.value.advice


def test_what_could_not_be_tried_is_not_recorded(store: Swift, bucket: Bucket) -> None:
    bodies = S3Bodies(bucket)
    store.faults.add("error", api="s3", match="PUT", args={"status": 500})
    with pytest.raises(TemporaryError):
        abilities_of(bucket, bodies, "lab", START)
    assert bodies.get("labs/lab/probe.json") is None


def test_the_answer_is_kept_in_the_bucket_and_asked_once_a_day(
    store: Swift, bucket: Bucket
) -> None:
    bodies = S3Bodies(bucket)
    first = abilities_of(bucket, bodies, "lab", START)
    calls = len(sent(store))
    assert abilities_of(bucket, bodies, "lab", START + timedelta(hours=23)) == first
    assert sent(store)[calls:] == [f"GET /{BUCKET}/labs/lab/probe.json"]
    later = START + timedelta(hours=24)
    assert abilities_of(bucket, bodies, "lab", later).tried == later


def test_an_answer_of_tomorrow_is_not_believed(bucket: Bucket) -> None:
    bodies = S3Bodies(bucket)
    abilities_of(bucket, bodies, "lab", START + timedelta(days=1))
    assert abilities_of(bucket, bodies, "lab", START).tried == START


def test_two_processes_may_try_it_out_at_once(store: Swift, bucket: Bucket) -> None:
    """Each on keys of its own: they do not spoil each other's race."""
    for _ in range(2):
        try_out(bucket, "lab", START)
    puts = {call for call in sent(store) if call.startswith("PUT") and call.endswith("/new-0")}
    assert len(puts) in (0, 2)
    swaps = {call for call in sent(store) if call.startswith("PUT") and call.endswith("/swap")}
    assert len(swaps) == 2


def test_another_bucket_s_answer_is_not_believed(bucket: Bucket) -> None:
    bodies = S3Bodies(bucket)
    abilities_of(bucket, bodies, "lab", START)
    kept = bodies.get("labs/lab/probe.json") or b""
    bodies.put("labs/lab/probe.json", kept.replace(BUCKET.encode(), b"another"))
    assert abilities_of(bucket, bodies, "lab", START).bucket == BUCKET


def test_trying_leaves_nothing_behind(store: Swift, bucket: Bucket) -> None:
    try_out(bucket, "lab", START)
    store.clock.advance(timedelta(minutes=1))
    assert bucket.call("list_objects_v2").get("Contents", []) == []


def test_p4_5_the_bucket_survives_being_tried_out(store: Swift, bucket: Bucket) -> None:
    """It is empty, so that one DELETE of its lifecycle would take it away."""
    abilities_of(bucket, S3Bodies(bucket), "lab", START)
    touched = [call for call in sent(store) if "lifecycle" in call]
    assert touched == [f"GET /{BUCKET}?lifecycle"]


def test_p4_5_nothing_in_the_product_writes_or_deletes_a_lifecycle() -> None:
    sources = Path(shared.__file__).parent.rglob("*.py")
    found = {
        word
        for source in sources
        for word in source.read_text().replace('"', " ").split()
        if "bucket_lifecycle" in word
    }
    assert {word.split("(")[0] for word in found} == {"get_bucket_lifecycle_configuration"}

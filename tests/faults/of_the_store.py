"""Faults of the store: session, memory, archives and ledger lie there."""

from __future__ import annotations

from tests.faults.fault import LIMIT, Fault, When, wire

PUT = r"^PUT "
STORE = (
    Fault(
        name="s3-slow-down",
        told="the store asks for fewer requests",
        breaks=(wire("s3", "s3_slow_down", retry_after=1),),
        when=LIMIT,
    ),
    Fault(
        name="s3-500",
        told="the store answers 500 to everything",
        breaks=(wire("s3", "error", status=500),),
        when=(*LIMIT, When.ASLEEP, When.WAKING),
    ),
    Fault(
        name="s3-refused",
        told="the store takes no connection",
        breaks=(wire("s3", "refused"),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="s3-read-only",
        told="the store can be read and not written",
        breaks=(wire("s3", "error", r"^(PUT|POST|DELETE) ", status=403, code="AccessDenied"),),
        when=LIMIT,
    ),
    Fault(
        name="s3-put-unanswered",
        told="objects are written, and the answers are lost",
        breaks=(wire("s3", "timeout_after", PUT, times=4),),
    ),
    Fault(
        name="s3-put-late",
        told="objects are written two minutes after the connection broke",
        breaks=(wire("s3", "late", PUT, times=4, seconds=120),),
    ),
    Fault(
        name="s3-stale",
        told="lists of objects are as they were when it began",
        breaks=(wire("s3", "stale"),),
    ),
    Fault(
        name="s3-other-region",
        told="nothing of the lab lies in this region's store",
        breaks=(wire("s3", "other_region"),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="s3-key-rotated",
        told="the store's secret is yesterday's",
        breaks=(wire("s3", "s3_key_rotated"),),
        when=LIMIT,
    ),
    Fault(
        name="s3-bucket-full",
        told="the bucket has no room left",
        breaks=(wire("s3", "bucket_full"),),
        when=LIMIT,
    ),
    Fault(
        name="s3-disks-full",
        told="the store's disks are full",
        breaks=(wire("s3", "disks_full"),),
        when=LIMIT,
    ),
)

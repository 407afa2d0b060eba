"""Listings that lie, and stores that are full or elsewhere: the faults of S3's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from standin.faults import Fault, Faults
from standin.listed import some_of
from standin.places import STALE
from standin.s3.call import Call
from standin.s3.refusal import RefusalError, does_not_match, no_such_bucket
from standin.s3.swift import Swift

Keys = dict[str, Any]
LYING = ("empty", "partial", STALE)
REFUSING = frozenset({"other_project", "other_region", "s3_key_rotated"})
FULL = frozenset({"bucket_full", "disks_full"})
KINDS = frozenset(LYING) | REFUSING | FULL


@dataclass(slots=True)
class Lies:
    """`pictures` holds, for each `stale` fault that stands, every bucket as it began."""

    swift: Swift
    faults: Faults
    pictures: dict[int, dict[str, Keys]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults.watch(self._begin, self._end)

    def shown(self, faults: dict[str, Fault], bucket: str, view: Keys) -> Keys:
        """What a listing says instead."""
        if STALE in faults:
            view = self.pictures.get(faults[STALE].id, {}).get(bucket, {})
        if "partial" in faults:
            fault = faults["partial"]
            share, seed = float(fault.args.get("missing", 0.5)), f"{self.faults.seed}/{fault.id}"
            view = {name: view[name] for name in some_of(list(view), share, seed)}
        return {} if "empty" in faults else view

    def _begin(self, fault: Fault) -> None:
        if fault.kind != STALE or fault.api not in ("*", "s3"):
            return
        with self.swift.lock:
            self.swift.land()
            store = self.swift.store
            self.pictures[fault.id] = {name: _kept(store.tops(name)) for name in store.buckets}

    def _end(self, fault: Fault) -> None:
        self.pictures.pop(fault.id, None)


def _kept(keys: Keys) -> Keys:
    """Each with its ETag computed: the body behind it may be gone later."""
    for key in keys.values():
        _ = key.etag
    return keys


def refuse_as_asked(faults: dict[str, Fault], call: Call) -> None:
    """Raise what stands in the way of this call at another place, or with a key of yesterday.

    A bucket belongs to its project and region: elsewhere there is none of that name.
    """
    if "s3_key_rotated" in faults:
        raise does_not_match()
    if call.bucket and {"other_project", "other_region"} & faults.keys():
        raise no_such_bucket(call.bucket)


def refuse_for_want_of_room(faults: dict[str, Fault], call: Call) -> None:
    """P4.14: what commits an object is refused by a quota; parts lie in another container.

    P4.15: full disks take nothing new at all.
    """
    if call.method not in ("PUT", "POST") or not call.key:
        return
    if "disks_full" in faults:
        raise RefusalError(503, "ServiceUnavailable", "Please reduce your request rate.")
    completes = call.method == "POST" and "uploadId" in call.query
    if "bucket_full" in faults and (call.puts_object() or completes):
        raise RefusalError(400, "EntityTooLarge", "Upload exceeds quota.")


def natively(refusal: RefusalError) -> int:
    """The status by which Swift itself says the same."""
    return (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE if refusal.code == "EntityTooLarge" else refusal.status
    )

"""The port Heads: lock and commit in one Lease of kube-system (rules 3 and 4).

Every write carries the resourceVersion that was read, so that of many racers one
wins and the others are told. What others may have put on the object (labels, their
own annotations) is left alone: only ours are written, and ours that vanished removed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from shared.adapters.cluster.api import KubeApi, the_object
from shared.core.seen import Json
from shared.errors import ConflictError, CorruptError
from shared.http import Answer, served_at
from shared.ports import Head

PREFIX = "veilleur.dev/"
TOKEN = f"{PREFIX}token"
NAMESPACE = "kube-system"
_LEASES = f"/apis/coordination.k8s.io/v1/namespaces/{NAMESPACE}/leases"
_MICRO = "%Y-%m-%dT%H:%M:%S.%fZ"
_NOTE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")


class LeaseHeads:
    """The Lease `veilleur-LAB`. One instance is for one thread."""

    def __init__(self, *, api: KubeApi, lab: str) -> None:
        self._api = api
        self._name = f"veilleur-{lab}"
        self._path = f"{_LEASES}/{self._name}"
        self._last: Json | None = None  # as it was read: what a swap has to remove from it

    def read(self) -> Head | None:
        answer = self._api.call("GET", self._path, allow={HTTPStatus.NOT_FOUND})
        if answer.ok:
            return self._seen(answer)
        self._last = None
        return None

    def create(self, head: Head) -> Head:
        body = {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {
                "name": self._name,
                "namespace": NAMESPACE,
                "annotations": _annotations(head),
            },
            "spec": {k: v for k, v in _spec(head, acquired=True).items() if v is not None},
        }
        return self._seen(self._api.call("POST", _LEASES, body=body))

    def swap(self, head: Head) -> Head:
        before = self._at(head.version)
        notes: dict[str, str | None] = {
            name: None for name in _ours(before) if name.startswith(PREFIX)
        }
        body = {
            "metadata": {
                "resourceVersion": head.version,
                "annotations": notes | _annotations(head),
            },
            "spec": _spec(head, acquired=_ours(before).get(TOKEN) != str(head.token)),
        }
        answer = self._api.call("PATCH", self._path, body=body, allow={HTTPStatus.NOT_FOUND})
        if not answer.ok:
            raise ConflictError(f"the Lease {self._name} is gone", retry_after=timedelta())
        return self._seen(answer)

    def _at(self, version: str) -> Json:
        """The Lease of that version; ConflictError, unwritten, where it has another by now."""
        if self._last is None or self._last["metadata"].get("resourceVersion") != version:
            self.read()
        if self._last is None or self._last["metadata"].get("resourceVersion") != version:
            raise ConflictError(f"the Lease {self._name} moved on", retry_after=timedelta())
        return self._last

    def _seen(self, answer: Answer) -> Head:
        lease = the_object(answer, "Lease")
        served = served_at(answer)
        if served is None:
            raise CorruptError("the API server tells no Date: a lock has no time without it")
        self._last = lease
        return _head(lease, served)


def _ours(lease: Json) -> Mapping[str, str]:
    return lease["metadata"].get("annotations") or {}


def _head(lease: Json, served: datetime) -> Head:
    spec, notes = lease.get("spec") or {}, dict(_ours(lease))
    try:
        renewed = spec.get("renewTime")
        return Head(
            version=str(lease["metadata"]["resourceVersion"]),
            holder=str(spec.get("holderIdentity") or ""),
            token=int(notes.pop(TOKEN, 0)),
            renewed=datetime.fromisoformat(renewed) if renewed else None,
            lasts=timedelta(seconds=int(spec.get("leaseDurationSeconds") or 0)),
            served=served,
            notes={
                name.removeprefix(PREFIX): str(value)
                for name, value in notes.items()
                if name.startswith(PREFIX)
            },
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptError(f"the Lease {lease['metadata'].get('name')} is unreadable") from error


def _annotations(head: Head) -> dict[str, str]:
    for name in head.notes:
        if name == "token" or not _NOTE.fullmatch(name):
            raise ValueError(f"a note of the Lease cannot be called {name!r}")
    return {f"{PREFIX}{name}": text for name, text in head.notes.items()} | {TOKEN: str(head.token)}


def _spec(head: Head, *, acquired: bool) -> dict[str, Any]:
    """A free lock has neither holder nor duration: the API server refuses "" and 0.

    Durations are whole seconds. `leaseTransitions` grows with the token, as it should.
    """
    renewed = head.renewed.astimezone(UTC).strftime(_MICRO) if head.renewed else None
    spec = {
        "holderIdentity": head.holder or None,
        "leaseDurationSeconds": int(head.lasts.total_seconds()) or None,
        "renewTime": renewed,
        "leaseTransitions": head.token,
    }
    return spec | ({"acquireTime": renewed} if acquired else {})

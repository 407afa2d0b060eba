"""The port Heads: lock and commit in one Lease of kube-system (rules 3 and 4).

Every write carries the resourceVersion that was read, so that of many racers one
wins and the others are told. What others may have put on the object (labels, their
own annotations) is left alone: only ours are written, and ours that vanished removed.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from shared.adapters.cluster.api import KubeApi, the_object
from shared.adapters.cluster.lease_object import PREFIX, TOKEN, head_of, noted, ours, spec_of
from shared.core.seen import Json
from shared.errors import ConflictError, CorruptError
from shared.http import Answer, served_at
from shared.ports import Head

NAMESPACE = "kube-system"
_LEASES = f"/apis/coordination.k8s.io/v1/namespaces/{NAMESPACE}/leases"


class LeaseHeads:
    """The Lease `veilleur-LAB`."""

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
                "annotations": noted(head),
            },
            "spec": {k: v for k, v in spec_of(head, acquired=True).items() if v is not None},
        }
        return self._seen(self._api.call("POST", _LEASES, body=body))

    def swap(self, head: Head) -> Head:
        before = self._at(head.version)
        notes: dict[str, str | None] = {
            name: None for name in ours(before) if name.startswith(PREFIX)
        }
        body = {
            "metadata": {
                "resourceVersion": head.version,
                "annotations": notes | noted(head),
            },
            "spec": spec_of(head, acquired=ours(before).get(TOKEN) != str(head.token)),
        }
        answer = self._api.call("PATCH", self._path, body=body, allow={HTTPStatus.NOT_FOUND})
        if not answer.ok:
            raise ConflictError(f"the Lease {self._name} is gone", retry_after=timedelta())
        return self._seen(answer)

    def _at(self, version: str) -> Json:
        """The Lease of that version; ConflictError, unwritten, where it has another by now."""
        if not _is(self._last, version):
            self.read()
        last = self._last
        if last is None or not _is(last, version):
            raise ConflictError(f"the Lease {self._name} moved on", retry_after=timedelta())
        return last

    def _seen(self, answer: Answer) -> Head:
        lease = the_object(answer, "Lease")
        served = served_at(answer)
        if served is None:
            raise CorruptError("the API server tells no Date: a lock has no time without it")
        self._last = lease
        return head_of(lease, served)


def _is(lease: Json | None, version: str) -> bool:
    return lease is not None and lease["metadata"].get("resourceVersion") == version

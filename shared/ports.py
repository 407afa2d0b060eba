"""Everything we ask of the outside world, and nothing more.

Rules for every port: None (or an empty tuple) only where the other side said
"there is none"; whatever could not be asked raises a PortError. A list is
complete (all pages) or it is an error. Each write times out before the lock
does, and an unanswered one raises UnansweredError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shared.core.actions import (
    CreateObject,
    CreatePool,
    DeleteLeftover,
    DeleteObject,
    DetachAddress,
    Link,
    MakeArchive,
    Message,
    PatchObject,
    Receipt,
)
from shared.core.seen import ArchiveSeen, Json, Leftover, Node, NodePool, Reach


def unheld() -> None:
    """For what needs no lock: looking, deleting known ids, telling."""


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC: the story's time, from which every decision is made."""
        ...

    def monotonic(self) -> timedelta:
        """The same time's steady measure: only differences mean something."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the provider says that the lab's cluster is: rule 2 compares it with ours."""

    server: str
    ca_pem: str


class NodePools(Protocol):
    def list(self) -> tuple[NodePool, ...]:
        """Every pool of the cluster, foreign ones included, in no order."""
        ...

    def find(self, pool_id: str) -> NodePool | None:
        """One by its id, whatever the list shows; None only where the platform says 404."""
        ...

    def create(self, action: CreatePool) -> str:
        """Answers the new pool's id. Raises QuotaError, CapacityError, UnansweredError."""
        ...

    def delete(self, pool_id: str) -> None:
        """Ask for its deletion and return at once. A pool that is gone is fine.

        Raises LastPoolError where the platform keeps the last pool of its cluster.
        """
        ...

    def endpoint(self) -> Endpoint:
        """The lab's cluster as the provider knows it."""
        ...


class Cluster(Protocol):
    """The lab's Kubernetes API. `resource` is "deployments.apps", "services", "nodes"."""

    def endpoint(self) -> Endpoint:
        """Where this client's own kubeconfig leads."""
        ...

    def log_in_again(self) -> None:
        """Access that came from the provider is fetched anew; what an operator gave stays."""
        ...

    def uid(self) -> str:
        """The UID of the namespace kube-system: the cluster's identity."""
        ...

    def nodes(self) -> tuple[Node, ...]: ...

    def list(self, resource: str, namespace: str = "") -> tuple[Json, ...]:
        """All objects of a resource, with apiVersion and kind, all pages; "" is every namespace.

        A resource that the cluster does not serve is an empty tuple.
        """
        ...

    def get(self, resource: str, namespace: str, name: str) -> Json | None: ...

    def resources(self) -> tuple[str, ...]:
        """Every resource that can be listed, at its preferred version: for the archive."""
        ...

    def patch(self, action: PatchObject) -> None:
        """Raises ConflictError where the object moved on since `resource_version`."""
        ...

    def create(self, action: CreateObject) -> None: ...

    def delete(self, action: DeleteObject) -> None: ...


class Bodies(Protocol):
    """Objects at named keys. Never found by a listing: it is only eventually consistent (P4.13)."""

    def get(self, key: str) -> bytes | None:
        """None only for a proven 404."""
        ...

    def put(self, key: str, body: bytes) -> None:
        """Unconditional. On Swift an unanswered one may land minutes late."""
        ...

    def listed(self, prefix: str) -> tuple[str, ...]:
        """Keys that begin so, as a listing shows them now: it may lag behind in both directions.

        Good for nothing but to raise a number above what it shows (rule 3).
        """
        ...

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> None:
        """The same for what does not fit memory: multipart, parts of at least 5 MiB."""
        ...

    def get_stream(self, key: str) -> Iterator[bytes] | None: ...

    def delete(self, key: str) -> None: ...


class Archives(Protocol):
    """The lab's archives, by our index at its fixed key: never by a listing."""

    def latest(self) -> ArchiveSeen | None:
        """The newest entry of the index, quarantined ones included."""
        ...

    def make(self, action: MakeArchive, hold: Callable[[], None] = unheld) -> ArchiveSeen:
        """Stream, read back, count; only what was verified enters the index as verified.

        `hold` is called on the way, for this takes longer than any lock: see `usecases.act`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The Lease in kube-system: lock and commit in one object (rules 3 and 4).

    `holder` is "" when free; `token` only grows, one step an acquisition; `served` is the
    API server's `Date` when it was read; `notes` are our annotations: the committed body's
    key and sha256, the ledger's head, session, wanted, birth and end.
    """

    version: str
    holder: str
    token: int
    renewed: datetime | None
    lasts: timedelta
    served: datetime
    notes: Mapping[str, str] = field(default_factory=dict)


class Heads(Protocol):
    """Compare-and-swap on the one Lease of the lab."""

    def read(self) -> Head | None:
        """None where the cluster has no Lease of this lab."""
        ...

    def create(self, head: Head) -> Head:
        """Raises ConflictError where one exists."""
        ...

    def swap(self, head: Head) -> Head:
        """Write all of it where `head.version` is still current; else ConflictError."""
        ...


class Ledger(Protocol):
    def get(self, session: str, month: str, amends: str = "") -> Receipt | None:
        """`month` is the receipt's: "YYYY-MM" in which its session began, in Europe/Zurich.

        `amends` is the id of a pool that appeared late: then its amendment, not the receipt.
        """
        ...

    def append(self, receipt: Receipt) -> Link:
        """At its fixed key, and in the month's roll-up. The same receipt again changes nothing.

        An amendment has a key of its own beside the session's receipt, which stays as it is.
        Answers what lies at the key now.
        """
        ...

    def link(self, session: str, month: str, amends: str = "") -> Link | None:
        """What lies at that entry's key, readable or not; None where nothing does."""
        ...

    def entry(self, key: str) -> tuple[Receipt, Link] | None:
        """By the key of a link. Raises CorruptError for one that cannot be read."""
        ...

    def month(self, month: str) -> tuple[Receipt, ...]:
        """One object, whatever the history."""
        ...


class Leftovers(Protocol):
    """What OpenStack bills or holds in the project. `kind` as in `seen.Leftover`."""

    def list(self, kind: str) -> tuple[Leftover, ...]:
        """Of ports, those of our nodes' servers only."""
        ...

    def find(self, kind: str, id_: str) -> Leftover | None:
        """One by its id, whatever the list shows; None only for a proven absence."""
        ...

    def reach(self) -> Reach:
        """Whose things are shown, as the token itself says."""
        ...

    def delete(self, action: DeleteLeftover) -> None: ...

    def detach(self, action: DetachAddress) -> None:
        """One that is gone, or is on no port, is fine."""
        ...


class Notifier(Protocol):
    def send(self, message: Message) -> None:
        """Delivered when it returns; raises a PortError otherwise."""
        ...

"""The fake world through the product's ports: reads as they are, writes through `Effects`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared import codec
from shared.core.actions import (
    CreateObject,
    CreatePool,
    DeleteLeftover,
    DeleteObject,
    DetachAddress,
    Link,
    MakeArchive,
    Message,
    ObjectRef,
    PatchObject,
    Receipt,
)
from shared.core.seen import ArchiveSeen, Json, Leftover, Node, NodePool, PoolStatus, Reach
from shared.errors import (
    CapacityError,
    ConflictError,
    CorruptError,
    LastPoolError,
    PermanentError,
    TemporaryError,
)
from shared.ports import Endpoint, Head, unheld
from tests.fakes.cloud import FakeCloud
from tests.fakes.effects import Effects
from tests.fakes.kube import FakeKube, Obj

HERE = Endpoint(server="https://lab.example", ca_pem="CA")


class FakePools:
    def __init__(self, cloud: FakeCloud, effects: Effects) -> None:
        self._cloud, self._effects = cloud, effects
        self.at = HERE
        self.down = ""  # the list, and what is asked by id
        self.unfound = ""  # what is asked by id alone
        self.gone = ""  # the whole API
        self.locked: set[str] = set()  # pools that the platform refuses to delete
        self.keeps_last = False
        self.hidden: set[str] = set()  # ids that the list does not show, though they are there
        self.stale: tuple[NodePool, ...] | None = None  # what the list shows instead of the truth
        self.log: list[str] = []  # what was asked, in order

    def list(self) -> tuple[NodePool, ...]:
        self.log.append("list")
        self._answers()
        if self.down:
            raise TemporaryError(self.down)
        shown = tuple(self._cloud.pools.values()) if self.stale is None else self.stale
        return tuple(pool for pool in shown if pool.id not in self.hidden)

    def find(self, pool_id: str) -> NodePool | None:
        self.log.append("find")
        self._answers()
        if self.down or self.unfound:
            raise TemporaryError(self.down or self.unfound)
        return self._cloud.pools.get(pool_id)

    def create(self, action: CreatePool) -> str:
        self._answers()
        if action.wish.zone in self._cloud.full:
            raise CapacityError(f"no such node is free in {action.wish.zone}")
        what = f"create pool {action.wish.name} {action.wish.nodes}"
        return self._effects.do(what, lambda: self._cloud.create(action))

    def delete(self, pool_id: str) -> None:
        self.log.append("delete")
        self._answers()
        if pool_id in self.locked:
            raise PermanentError(f"pool {pool_id} is locked")
        standing = (p for p in self._cloud.pools.values() if p.status is not PoolStatus.DELETING)
        if self.keeps_last and [p.id for p in standing] == [pool_id]:
            raise LastPoolError("the last pool of a cluster cannot be deleted")
        name = self._cloud.pools[pool_id].name if pool_id in self._cloud.pools else "?"
        self._effects.do(f"delete pool {name}", lambda: self._cloud.delete(pool_id))

    def endpoint(self) -> Endpoint:
        self._answers()
        return self.at

    def _answers(self) -> None:
        if self.gone:
            raise TemporaryError(self.gone)


class FakeCluster:
    def __init__(self, kube: FakeKube, effects: Effects) -> None:
        self._kube, self._effects = kube, effects
        self.at = HERE
        self.down = ""
        self.leads: Endpoint | None = None  # where the provider's kubeconfig would lead

    def endpoint(self) -> Endpoint:
        return self.at

    def log_in_again(self) -> None:
        self.at = self.leads or self.at

    def uid(self) -> str:
        self._answers()
        return self._kube.uid

    def nodes(self) -> tuple[Node, ...]:
        self._answers()
        return tuple(_node(o) for o in self._kube.list("nodes"))

    def list(self, resource: str, namespace: str = "") -> tuple[Json, ...]:
        self._answers()
        return self._kube.list(resource, namespace)

    def get(self, resource: str, namespace: str, name: str) -> Json | None:
        self._answers()
        return self._kube.get(resource, namespace, name)

    def resources(self) -> tuple[str, ...]:
        self._answers()
        return self._kube.resources()

    def patch(self, action: PatchObject) -> None:
        self._answers()
        self._effects.do(
            f"patch {_what(action.ref)}",
            lambda: self._kube.patch(action.ref, action.patch, action.resource_version),
        )

    def create(self, action: CreateObject) -> None:
        self._answers()
        self._effects.do(f"create {_what(action.ref)}", lambda: self._make(action))

    def delete(self, action: DeleteObject) -> None:
        self._answers()
        where = action.ref
        self._effects.do(
            f"delete {_what(where)}",
            lambda: self._kube.delete(
                where.resource, where.namespace, where.name, action.uid, action.resource_version
            ),
        )

    def _make(self, action: CreateObject) -> None:
        where = action.ref
        if where.resource == "pods/eviction":
            self._kube.delete("pods", where.namespace, where.name)
        elif self._kube.get(where.resource, where.namespace, where.name) is None:
            self._kube.create(where.resource, action.body)

    def _answers(self) -> None:
        if self.down:
            raise TemporaryError(self.down)


class FakeBodies:
    """Plain PUT and GET, as Swift has them; `damage` lets a test spoil what lies there."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self.objects: dict[str, bytes] = {}
        self.down = ""
        self.refused: set[str] = set()  # keys that cannot be written
        self.unlisted = ""  # the listing alone

    def get(self, key: str) -> bytes | None:
        self._answers()
        return self.objects.get(key)

    def put(self, key: str, body: bytes) -> None:
        self._answers()
        if key in self.refused:
            raise TemporaryError(f"{key} cannot be written")
        self._effects.do(f"put {key}", lambda: self.objects.__setitem__(key, body))

    def listed(self, prefix: str) -> tuple[str, ...]:
        self._answers()
        if self.unlisted:
            raise TemporaryError(self.unlisted)
        return tuple(sorted(key for key in self.objects if key.startswith(prefix)))

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> None:
        self.put(key, b"".join(chunks))

    def get_stream(self, key: str) -> Iterator[bytes] | None:
        body = self.get(key)
        return None if body is None else iter((body,))

    def delete(self, key: str) -> None:
        self._answers()
        self._effects.do(f"drop {key}", lambda: self.objects.pop(key, None))

    def _answers(self) -> None:
        if self.down:
            raise TemporaryError(self.down)


class FakeHeads:
    """The Lease: a real compare-and-swap, on the API server's own time."""

    def __init__(self, kube: FakeKube, effects: Effects, cluster: FakeCluster) -> None:
        self._kube, self._effects, self._cluster = kube, effects, cluster
        self.head: Head | None = None
        self.contested = False  # each swap is a race that somebody else wins
        self._versions = 0

    def read(self) -> Head | None:
        if self._cluster.down:
            raise TemporaryError(self._cluster.down)
        return None if self.head is None else replace(self.head, served=self._kube.now)

    def create(self, head: Head) -> Head:
        return self._effects.do(f"take the lock {head.holder}", lambda: self._write("", head))

    def swap(self, head: Head) -> Head:
        what = f"commit {head.notes.get('wanted', '')}" if head.holder else "release the lock"
        return self._effects.do(what, lambda: self._write(head.version, head))

    def _write(self, version: str, head: Head) -> Head:
        current = "" if self.head is None else self.head.version
        if version != current or self.contested:
            raise ConflictError("the Lease moved on")
        self._versions += 1
        self.head = replace(head, version=str(self._versions), served=self._kube.now)
        return self.head


class FakeArchives:
    """An archive is the raw objects of that moment: what a restore would bring."""

    def __init__(self, kube: FakeKube, effects: Effects) -> None:
        self._kube, self._effects = kube, effects
        self.kept: list[tuple[ArchiveSeen, dict[str, tuple[Obj, ...]]]] = []
        self.down = ""
        self.damaged = False  # the index cannot be read

    def latest(self) -> ArchiveSeen | None:
        if self.damaged:
            raise CorruptError("archives.json cannot be read")
        return self.kept[-1][0] if self.kept else None

    def make(self, action: MakeArchive, hold: Callable[[], None] = unheld) -> ArchiveSeen:
        if self.down:
            raise TemporaryError(self.down)
        content = {r: self._kube.list(r) for r in self._kube.resources()}
        entry = ArchiveSeen(
            name=action.name,
            session=action.session,
            taken_at=self._kube.now,
            verified=True,
            items=sum(len(objects) for objects in content.values()),
            cluster=self._kube.uid,
        )
        self._effects.do("upload archive", lambda: None)
        hold()
        self._effects.do("index archive", lambda: self.kept.append((entry, content)))
        return entry


class FakeLedger:
    """`receipts` are the sessions' own, `amendments` those of pools that appeared late."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects
        self.receipts: dict[str, Receipt] = {}
        self.amendments: dict[tuple[str, str], Receipt] = {}
        self.down = ""

    def get(self, session: str, month: str, amends: str = "") -> Receipt | None:
        self._answers()
        own = self.receipts.get(session)
        found = self.amendments.get((session, amends)) if amends else own
        return found if found is not None and found.month == month else None

    def append(self, receipt: Receipt) -> Link:
        self._answers()
        if receipt.amends:
            at = (receipt.session, receipt.amends)
            self._effects.do("amend", lambda: self.amendments.setdefault(at, receipt))
        else:
            self._effects.do(
                "write receipt", lambda: self.receipts.setdefault(receipt.session, receipt)
            )
        return _link(self.get(receipt.session, receipt.month, receipt.amends) or receipt)

    def link(self, session: str, month: str, amends: str = "") -> Link | None:
        found = self.get(session, month, amends)
        return None if found is None else _link(found)

    def entry(self, key: str) -> tuple[Receipt, Link] | None:
        self._answers()
        every = (*self.receipts.values(), *self.amendments.values())
        return next(((r, _link(r)) for r in every if _link(r).key == key), None)

    def month(self, month: str) -> tuple[Receipt, ...]:
        self._answers()
        every = (*self.receipts.values(), *self.amendments.values())
        return tuple(
            sorted(
                (r for r in every if r.month == month),
                key=lambda r: (r.birth, r.session, r.amends),
            )
        )

    def _answers(self) -> None:
        if self.down:
            raise TemporaryError(self.down)


class FakeLeftovers:
    def __init__(self, cloud: FakeCloud, effects: Effects) -> None:
        self._cloud, self._effects = cloud, effects
        self.down: dict[str, str] = {}
        self.stuck = False  # a balancer that changes for ever: each deletion is too early
        self.sought: list[str] = []  # the kinds of questions by id
        self.empty: set[str] = set()  # kinds whose lists show nothing, though asked by id they do
        self.as_told = Reach(credential="c", project="p", region="dc3-a")
        self.blind: set[str] = set()  # kinds of which this credential is shown nothing at all

    def list(self, kind: str) -> tuple[Leftover, ...]:
        if kind in self.down:
            raise TemporaryError(self.down[kind])
        return () if kind in self.empty | self.blind else self._cloud.leftovers(kind)

    def find(self, kind: str, id_: str) -> Leftover | None:
        self.sought.append(kind)
        if kind in self.down:
            raise TemporaryError(self.down[kind])
        found = () if kind in self.blind else self._cloud.leftovers(kind)
        return next((one for one in found if one.id == id_), None)

    def reach(self) -> Reach:
        return self.as_told

    def delete(self, action: DeleteLeftover) -> None:
        if self.stuck:
            raise ConflictError(f"{action.name} changes just now")
        self._effects.do(f"delete {action.kind}", lambda: self._cloud.drop(action.id))

    def detach(self, action: DetachAddress) -> None:
        self._effects.do("detach floating_ip", lambda: self._cloud.unplug(action.id))


@dataclass(slots=True)
class FakeNotifier:
    effects: Effects
    sent: list[Message]
    down: str = ""

    def send(self, message: Message) -> None:
        if self.down:
            raise TemporaryError(self.down)
        self.effects.do(f"tell {message.cause}", lambda: self.sent.append(message))


@dataclass(slots=True)
class FakeClock:
    time: datetime

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> timedelta:
        return self.time - datetime.min.replace(tzinfo=self.time.tzinfo)


def _node(obj: Obj) -> Node:
    meta, spec = obj["metadata"], obj["spec"]
    labels = meta.get("labels", {})
    return Node(
        name=meta["name"],
        ready=obj["status"]["conditions"][0]["status"] == "True",
        schedulable=not spec.get("unschedulable"),
        provider_id=spec["providerID"],
        created=datetime.fromisoformat(meta["creationTimestamp"]),
        uid=meta["uid"],
        version=meta["resourceVersion"],
        pool=labels.get("veilleur-pool", ""),
        token=int(labels["veilleur-token"]) if "veilleur-token" in labels else None,
        flavor=labels.get("flavor", ""),
    )


def _what(where: ObjectRef) -> str:
    return f"{where.resource} {where.name}"


def _link(receipt: Receipt) -> Link:
    key = f"{receipt.month}/{receipt.session}/{receipt.amends}"
    return Link(key, hashlib.sha256(codec.encode(receipt)).hexdigest())

"""What is: one look at the world, made of what each source said, or that it could not be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shared.core.memory import Labels, Memory

Json = Mapping[str, Any]  # a Kubernetes object as the API gave it: exactness forbids a model


@dataclass(frozen=True, slots=True)
class Unknown:
    """A source that could not be asked, and why. Never to be read as "there is none".

    `wait` is how long it asked to be left alone (429), None where it did not.
    """

    source: str
    why: str
    wait: timedelta | None = None


class PoolStatus(StrEnum):
    """The provider's words (P1.7). What it may add later reads as UNKNOWN."""

    ACTIVE = "Active"
    CREATING = "Creating"
    DELETING = "Deleting"
    FAILED = "Failed"
    FAILED_QUOTA = "FailedQuota"
    SCALING_DOWN = "ScalingDown"
    SCALING_UP = "ScalingUp"
    UNKNOWN = "Unknown"
    UPDATING = "Updating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """What our labels on a pool say (rule 1): the proof that it is ours."""

    lab: str
    session: str
    birth: datetime
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePool:
    """A pool has two sizes: what the provider works towards, and what is ready now.

    In an Observation `name` is the configured one, and `labels` is what we know of it: where
    they do not come back, its id or a suffix of its name stands in for them (`recognised`).
    """

    id: str
    name: str
    flavor: str
    zone: str
    target: int
    ready: int
    status: PoolStatus
    labels: Ownership | None = None
    faults: tuple[str, ...] = ()
    machines: str = ""  # its servers are named so, a dash, and some letters; "" where not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Kubernetes node: Ready, and open to new pods."""

    name: str
    ready: bool
    schedulable: bool
    provider_id: str
    created: datetime
    uid: str = ""
    version: str = ""  # resourceVersion
    pool: str = ""  # our pool's configured name, by the label `veilleur-pool`
    token: int | None = None  # the lock's when its pool was made: tells equal names apart
    flavor: str = ""  # node.kubernetes.io/instance-type


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """Something that OpenStack bills or holds: `ours` only where its names prove it (P3.3).

    `kind` is one of server, load_balancer, floating_ip, volume, port; `attached` speaks of
    volumes, and of addresses on a port; `service` ("namespace/name") of addresses: for which
    Service it was made; `network` of ports: whose address it has; `project` is whose it is, ""
    where the service does not say. A network is a kind too: it bills nothing, and stays.
    """

    kind: str
    id: str
    name: str
    ours: bool
    attached: bool = False
    size_gb: int = 0
    service: str = ""
    project: str = ""
    network: str = ""
    created: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whose things OpenStack shows us: the token's project, in one region, by one credential.

    `wrong` says why these are known not to be the lab's, "" where nothing speaks against it.
    """

    credential: str = ""
    project: str = ""
    region: str = ""
    wrong: str = ""

    @property
    def key(self) -> str:
        """A sighting is worth something for this reach only (rule 7)."""
        return " ".join(word for word in (self.credential, self.project, self.region) if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """The four lists of the proof of zero, each complete or Unknown, and by what reach.

    `ports` are the Neutron ports of our nodes' servers: they bill nothing, and show that
    Neutron can see.
    """

    servers: tuple[Leftover, ...] | Unknown
    load_balancers: tuple[Leftover, ...] | Unknown
    floating_ips: tuple[Leftover, ...] | Unknown
    volumes: tuple[Leftover, ...] | Unknown
    ports: tuple[Leftover, ...] | Unknown = ()
    reach: Reach | Unknown = Reach()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSeen:
    """The cluster's own account of itself.

    `objects` holds the raw objects by resource ("deployments.apps", "services", ...),
    only of namespaces in scope; `mark` is the session that the cluster says was woken.
    """

    uid: str
    mark: str | None
    nodes: tuple[Node, ...]
    objects: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSeen:
    """The newest archive in our index: what it holds was read back and counted.

    `unread` names the types that the cluster could not list (rule 6), `cluster` is the
    kube-system UID of which it was made.
    """

    name: str
    session: str
    taken_at: datetime
    verified: bool
    items: int = 0
    unread: tuple[str, ...] = ()
    cluster: str = ""
    drilled: datetime | None = None  # when a drill brought it back, and all was there


class Part(StrEnum):
    """The pieces in which the lab's state lies."""

    LEASE = "the Lease"
    BODY = "the committed session in the bucket"
    PUBLISHED = "the published copy"
    MEMORY = "the memory"
    ARCHIVES = "the index of archives"


@dataclass(frozen=True, slots=True)
class Loss:
    """A piece that is lost, damaged, old or another's, and how that shows."""

    what: Part
    why: str
    harmless: bool = False  # a copy that was not written yet: no alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Of a session's receipt: its profile, and when it was proven off."""

    profile: str
    proven: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the ports saw, once, at the beginning of a cycle.

    `closed` are other sessions that the labels of pools name and that have a receipt, by their
    id: they are over. `amended` are the pools ("pool/ID") that amendments in the ledger name.
    """

    at: datetime
    pools: tuple[NodePool, ...] | Unknown
    cluster: ClusterSeen | Unknown
    leftovers: Leftovers
    archive: ArchiveSeen | Unknown | None
    receipt: bool | Unknown  # this session's receipt is in the ledger
    memory: Memory
    forgot: bool = False  # the memory could not be read: news wait, alarms do not
    unasked: Mapping[Part, str] = field(
        default_factory=dict
    )  # pieces of the state: not lost, unknown
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    closed: Mapping[str, Closed] | Unknown = field(default_factory=dict)
    amended: frozenset[str] | Unknown = frozenset()
    lost: tuple[Loss, ...] = ()
    gone: frozenset[str] = frozenset()  # pools asked for by their known ids, and proven absent
    labels: Labels = Labels.UNKNOWN  # whether they come back, as far as this look shows it

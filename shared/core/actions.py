"""Actions as data: each safe to repeat, and harmless when late.

Deciding makes them, `usecases.act` carries them out. Kubernetes writes are three
general ones, so that every order and every precondition is decided in the core
and can be read in a test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from shared.core.seen import Json, Ownership
from shared.core.session import PoolWish, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePool:
    """POST a pool with min = max = nodes, carrying our labels.

    `suffixed`: its name carries a suffix too, because labels do not come back.
    """

    wish: PoolWish
    labels: Ownership
    suffixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletePool:
    """DELETE a pool by its known id; one that is gone already is fine."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeArchive:
    """Stream the cluster to S3, read it back, count, and only then enter it in the index.

    `at` is when that was decided, None for "now": by the clock of decisions, with which the
    archive's time is compared later.
    """

    name: str
    session: str
    quarantined: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectRef:
    """One Kubernetes object. `resource` is "deployments.apps", "services", "nodes", ...

    A subresource follows a slash: "pods/eviction" asks a pod to leave within its budgets.
    """

    resource: str
    name: str
    namespace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchObject:
    """A merge patch under a resourceVersion precondition: a late or lost race does nothing."""

    ref: ObjectRef
    patch: Json
    resource_version: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateObject:
    """POST an object; one of that name that is there already is left as it is."""

    ref: ObjectRef
    body: Json
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteObject:
    """DELETE under a UID precondition; one that is gone already is fine.

    With `resource_version` under that one too: an object that moved on since the look stays.
    """

    ref: ObjectRef
    uid: str
    why: str
    resource_version: str = ""
    grace_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteLeftover:
    """DELETE an OpenStack resource of ours by its known id."""

    kind: str
    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachAddress:
    """Take a floating IP of ours off its port, and keep it: what goes must not take it along."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a person is told, once per `cause`. `alarm` says that something is wrong."""

    cause: str
    en: str
    fr: str
    alarm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of a receipt: amounts are CHF, None where no price is known."""

    name: str
    flavor: str
    units: int
    seconds: int
    chf: Decimal | None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the ledger: where it lies, and the SHA-256 of its bytes."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a session cost, and the evidence that it is over. Appended once, never changed.

    `chf` is exact, rounded only when shown; `missing` names what has no known price,
    and then `chf` is "at least"; `evidence` is the proof of zero, source -> what it showed.
    `amends` is "" in the session's own; else the id of a pool that appeared after that, which
    this one adds to the bill: the first never changes. `before` is the entry written before it,
    as the Lease named it then: so all of them are one chain.
    """

    session: str
    lab: str
    profile: str
    month: str  # "YYYY-MM" in which the session began: where the receipt is filed
    birth: datetime
    ended: datetime
    proven: datetime
    lines: tuple[CostLine, ...]
    chf: Decimal
    missing: tuple[str, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)
    amends: str = ""
    before: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReceipt:
    receipt: Receipt


ClusterWrite = PatchObject | CreateObject | DeleteObject
Action = (
    CreatePool
    | DeletePool
    | MakeArchive
    | ClusterWrite
    | DeleteLeftover
    | DetachAddress
    | Message
    | WriteReceipt
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The next wish, what to do now, and why in a sentence for people.

    `settled` says that nothing is left to do for this wish; a decision that is not
    settled and has no actions waits for the platform. `stage` is the part of a stop that
    has a deadline, "" outside of one; `parked`: settled, and yet a pool stays (rule 11);
    `unproven`: settled, by all that is seen of a lab without a session, but without the proof
    of zero (rule 7).
    """

    session: Session | None
    reason: str
    actions: tuple[Action, ...] = ()
    settled: bool = False
    stage: str = ""
    parked: bool = False
    unproven: bool = False

"""lab.yaml as it is written: the functions and Terraform read this one file."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct, field

from shared.config.leaves import (
    Blind,
    Bucket,
    Chf,
    Cidr,
    Commit,
    Days,
    Flag,
    Flavor,
    Gigabytes,
    Hours,
    KubernetesVersion,
    LabName,
    Language,
    LastPoolMode,
    Length,
    Nodes,
    PackName,
    PoolName,
    Prefix,
    ProfileName,
    Region,
    Text,
    TimeZone,
    Version,
    Zone,
)


class ClusterTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The managed cluster that Terraform creates once; its pools are never Terraform's."""

    name: Text
    pack: PackName = "shared"
    kubernetes_version: KubernetesVersion


class PoolTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of node. A pool exists only while a session wants it: there is no minimum."""

    flavor: Flavor
    zone: Zone
    other_zones: tuple[Zone, ...] = ()
    max_nodes: Nodes


class LimitsTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The brake: beyond these nothing is decided, whatever was asked."""

    nodes: Nodes = 10
    hard_limit_hours: Hours = Decimal(12)
    chf: Chf = Decimal(50)


class TimingTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When things are due."""

    lease: Length = "6h"
    warn_after: Length = "5h"
    money_wins_after: Length = "15m"
    archive_before_end: Length = "1h"
    archive_after_birth: Length = "5h"
    archive_every: Length = "1h"
    unanswered: Length = "3m"
    look_awake: Length = "15s"
    look_asleep: Length = "15m"
    stuck: Length = "15m"
    tick_budget: Length = "5m"


class NetworkTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The lab's private network, with a subnet for each purpose."""

    cidr: Cidr
    subnets: dict[PoolName, Cidr]
    external: Text = "ext-floating1"


class VolumeTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A volume that outlives the sessions, and bills while the lab sleeps."""

    size_gb: Gigabytes
    type: Text
    zone: Zone


class StateBucketTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """State, ledger and archives: nothing in it expires by age."""

    name: Bucket
    versioning: Flag = True


class ArtifactsBucketTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The users' own artifacts, under `artifacts/`."""

    name: Bucket
    size_gb: Gigabytes = 100
    versioning: Flag = True
    expire_days: Days = 30


class BucketsTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Both buckets of the lab."""

    state: StateBucketTable
    artifacts: ArtifactsBucketTable


class ArchiveTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The Velero-compatible archives. Velero wants the prefix for itself."""

    prefix: Prefix = "velero"


class ProofTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Sources of the proof of off that a person accepts although they have never shown anything."""

    accept_blind: tuple[Blind, ...] = ()


class NotifyTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How people are told; the webhook's address is a secret and comes from the environment."""

    language: Language = "fr"


class LabTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One lab: one cluster and all that is wanted of it."""

    region: Region
    time_zone: TimeZone = "Europe/Zurich"
    cluster: ClusterTable
    pools: dict[PoolName, PoolTable]
    profiles: dict[ProfileName, dict[PoolName, Nodes]]
    limits: LimitsTable = field(default_factory=LimitsTable)
    timing: TimingTable = field(default_factory=TimingTable)
    proof: ProofTable = field(default_factory=ProofTable)
    last_pool: LastPoolMode = "alarm"
    protected_namespaces: tuple[Text, ...] = ()
    notify: NotifyTable = field(default_factory=NotifyTable)
    network: NetworkTable
    volumes: dict[PoolName, VolumeTable]
    buckets: BucketsTable
    commit: Commit = "lease"
    archive: ArchiveTable = field(default_factory=ArchiveTable)


class LabFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """lab.yaml: every lab of this deployment, by name."""

    schema: Version
    labs: dict[LabName, LabTable]

"""The limits and shapes that decisions obey. Built from lab.yaml by `shared.config`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from shared.core.pricing import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSpec:
    """One kind of node that the lab may have: its flavor, its zone, and at most how many.

    `other_zones` are tried in their order where the first has no such node free (rule 12).
    """

    name: str
    flavor: str
    zone: str
    max_nodes: int
    other_zones: tuple[str, ...] = ()
    alias: str = ""  # the flavor as the document names it, where the platform's name differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named shape of the lab: pool name -> nodes (each at least 1; a pool left out has none)."""

    name: str
    nodes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The brake: beyond these nothing is decided, whatever was asked."""

    nodes: int = 10
    hours: timedelta = timedelta(hours=12)  # `hard_limit_hours`, counted from the birth
    chf: Decimal = Decimal(50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When things are due. Every duration of the safety rules that a decision reads."""

    lease: timedelta = timedelta(hours=6)  # of a start that names no hours
    warn_after: timedelta = timedelta(hours=5)
    money_wins_after: timedelta = timedelta(minutes=15)  # rule 5, past the end
    archive_before_end: timedelta = timedelta(hours=1)
    archive_after_birth: timedelta = timedelta(hours=5)
    archive_every: timedelta = timedelta(hours=1)
    unanswered: timedelta = timedelta(minutes=3)  # rule 1: before an unanswered POST is repeated
    look_awake: timedelta = timedelta(seconds=15)
    look_asleep: timedelta = timedelta(minutes=15)
    stuck: timedelta = timedelta(minutes=15)


class LastPool(StrEnum):
    """What is done where the platform does not delete a cluster's last pool (rule 11)."""

    ALARM = "alarm"
    PARK = "park"
    REBUILD = "rebuild"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One lab. `accept_blind` names the sources of the proof that may be blind (rule 7).

    `storage` is what stays between the sessions, as configured.
    """

    lab: str
    pools: Mapping[str, PoolSpec]
    profiles: Mapping[str, Profile]
    limits: Limits = field(default_factory=Limits)
    timing: Timing = field(default_factory=Timing)
    accept_blind: frozenset[str] = frozenset()
    protected_namespaces: frozenset[str] = frozenset(
        {"kube-system", "kube-public", "kube-node-lease", "veilleur"}
    )
    storage: Storage = field(default_factory=Storage)
    last_pool: LastPool = LastPool.ALARM

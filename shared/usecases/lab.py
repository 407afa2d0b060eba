"""The ports, wired: what every use case is handed. Built by shared.bootstrap, or by a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shared.core.settings import Settings
from shared.ports import (
    Bodies,
    Clock,
    Cluster,
    Heads,
    Ledger,
    Leftovers,
    NodePools,
    Notifier,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """One lab. `me` names this process in the lock; `prices` is CHF by flavor or kind, an hour."""

    settings: Settings
    me: str
    clock: Clock
    pools: NodePools
    cluster: Cluster
    heads: Heads
    bodies: Bodies
    ledger: Ledger
    leftovers: Leftovers
    notifier: Notifier
    prices: Mapping[str, Decimal] = field(default_factory=dict)

"""The world as one JSON document, for the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from standin.world.agenda import Appointment
from standin.world.records import Address, Cluster, LoadBalancer, Machine, Pool, Volume
from standin.world.timeline import Interval

SCHEMA = 1


@dataclass(slots=True, kw_only=True)
class Saved:
    """Everything but the handlers. `at` is where a stepped clock goes on; `lab_id` the cluster."""

    schema: int
    seed: int
    at: datetime
    lab_id: int
    counts: dict[str, int]
    shelves: dict[str, dict[str, Any]]
    events: list[dict[str, Any]]
    booked: list[Appointment]
    intervals: list[Interval]
    clusters: dict[int, Cluster]
    pools: dict[int, Pool]
    machines: dict[str, Machine]
    load_balancers: dict[str, LoadBalancer]
    volumes: dict[str, Volume]
    addresses: dict[str, Address]

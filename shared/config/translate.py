"""From the files' words to the core's: durations, aliases, prices in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.config.durations import duration
from shared.config.labfile import LabTable, PoolTable, TimingTable
from shared.config.pricefile import PriceFile, PriceTable
from shared.core.pricing import Per, Price, PriceBook, Storage, Vat
from shared.core.settings import LastPool, Limits, PoolSpec, Profile, Settings, Timing

ALIASES = {"g1-gpu-1-l4": "nvl4-a8-ram16-disk50-perf1"}  # the document's name -> the platform's


def settings_of(name: str, lab: LabTable) -> Settings:
    default = Settings(lab=name, pools={}, profiles={})
    return Settings(
        lab=name,
        pools={pool: _pool(pool, table) for pool, table in lab.pools.items()},
        profiles={p: Profile(name=p, nodes=dict(n)) for p, n in lab.profiles.items()},
        limits=Limits(
            nodes=lab.limits.nodes,
            hours=timedelta(seconds=int(lab.limits.hard_limit_hours * 3600)),
            chf=lab.limits.chf,
        ),
        timing=Timing(**{f.name: length(getattr(lab.timing, f.name)) for f in _times()}),
        accept_blind=frozenset(lab.proof.accept_blind),
        protected_namespaces=default.protected_namespaces | set(lab.protected_namespaces),
        storage=_storage(lab),
        last_pool=LastPool(lab.last_pool),
    )


def length(text: str) -> timedelta:
    """A duration that the file's types have accepted."""
    found = duration(text)
    if found is None:
        raise AssertionError(text)
    return found


def book_of(file: PriceFile, zone: ZoneInfo) -> PriceBook:
    return PriceBook(
        {key: tuple(sorted(_prices(p, zone), key=_since)) for key, p in file.prices.items()},
        Vat(file.vat),
    )


def _storage(lab: LabTable) -> Storage:
    return Storage(
        volumes_gb=sum(volume.size_gb for volume in lab.volumes.values()),
        s3_gb=lab.buckets.artifacts.size_gb,
    )


def notices_of(name: str, lab: LabTable, prices: PriceBook) -> Iterator[str]:
    """What is not wrong, but worth a person's look: aliases, and what has no known price."""
    for pool, table in lab.pools.items():
        path = f"labs.{name}.pools.{pool}.flavor"
        flavor = ALIASES.get(table.flavor, table.flavor)
        if flavor != table.flavor:
            yield f"{path}: {table.flavor} is the document's name; the platform calls it {flavor}"
        if flavor not in prices.prices:
            yield f"{path}: {flavor} has no price: every total with it will be 'at least'"


def _times() -> tuple[Field[Any], ...]:
    return tuple(f for f in fields(Timing) if f.name in TimingTable.__struct_fields__)


def _pool(name: str, table: PoolTable) -> PoolSpec:
    flavor = ALIASES.get(table.flavor, table.flavor)
    alias = table.flavor if flavor != table.flavor else ""
    return PoolSpec(
        name=name,
        flavor=flavor,
        zone=table.zone,
        max_nodes=table.max_nodes,
        other_zones=table.other_zones,
        alias=alias,
    )


def _prices(tables: tuple[PriceTable, ...], zone: ZoneInfo) -> Iterator[Price]:
    for table in tables:
        since = datetime.fromisoformat(table.valid_from).replace(tzinfo=zone).astimezone(UTC)
        yield Price(chf=table.chf, per=Per(table.per), valid_from=since, source=table.source)


def _since(price: Price) -> datetime:
    return price.valid_from

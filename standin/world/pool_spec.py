"""What is asked of a pool: by a POST all of it, by a PATCH some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from standin.world.records import Owner, Pool, PoolStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSpec:
    """What a POST asks for; `owner` is "foreign" where other people than the lab's made it."""

    kaas_id: int
    name: str
    flavor: str
    zone: str
    minimum: int
    maximum: int
    labels: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    owner: Owner = Owner.LAB

    def pool(self, pool_id: int, now: datetime) -> Pool:
        """As it is in its first second; its OpenStack name is unlike any other's."""
        return Pool(
            id=pool_id,
            kaas_id=self.kaas_id,
            name=self.name,
            open_stack_name=f"{self.prefix or f'pck-{self.kaas_id}'}-{self.name}-{pool_id}",
            flavor=self.flavor,
            zone=self.zone,
            minimum=self.minimum,
            maximum=self.maximum,
            target=self.minimum,
            status=PoolStatus.CREATING,
            owner=self.owner,
            created=now,
            labels=dict(self.labels),
            prefix=self.prefix,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a PATCH may change; None leaves it. Neither flavor nor zone can be (P1.6)."""

    name: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    labels: Mapping[str, str] | None = None

    def apply_to(self, pool: Pool) -> None:
        """The target stays where it is as far as the new range allows."""
        pool.name = pool.name if self.name is None else self.name
        pool.minimum = pool.minimum if self.minimum is None else self.minimum
        pool.maximum = pool.maximum if self.maximum is None else self.maximum
        pool.labels = pool.labels if self.labels is None else dict(self.labels)
        pool.target = min(max(pool.target, pool.minimum), pool.maximum)

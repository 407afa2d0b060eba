"""The state behind the API: objects, served kinds, clock, and what makes ids unlike each other."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from standin.kubernetes.registry import Registry
from standin.kubernetes.shapes import stamp
from standin.kubernetes.store import Store

_SUFFIX = "bcdfghjklmnpqrstvwxz2456789"


@dataclass(slots=True, kw_only=True)
class Cluster:
    """One cluster. Equal seeds make equal uids and generated names."""

    store: Store
    registry: Registry
    now: Callable[[], datetime]
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 -- ids, not secrets

    def new_uid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def suffix(self) -> str:
        """The five characters that generateName adds."""
        return "".join(self.chance.choice(_SUFFIX) for _ in range(5))

    def stamp(self) -> str:
        return stamp(self.now())

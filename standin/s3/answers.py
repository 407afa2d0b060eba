"""Which Swift answers: the differences between versions that a client can feel, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Generation(StrEnum):
    """Swift as measured: up to 2.35, and from 2.36 on. Infomaniak's is unknown."""

    BEFORE_2_36 = "swift-2.30"
    FROM_2_36 = "swift-2.36"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The stand-in's switches; the defaults are what a client must survive.

    `listing_share` of the changes reach a listing late, by up to `listing_lag` (P4.13);
    expired objects are swept every `expirer_every` (P4.6): until then they stay listed.
    """

    generation: Generation = Generation.BEFORE_2_36
    region: str = "us-east-1"
    refuses_chunked: bool = True
    listing_share: float = 0.25
    listing_lag: timedelta = timedelta(seconds=30)
    expirer_every: timedelta = timedelta(minutes=5)
    seed: int = 1

    @property
    def modern(self) -> bool:
        return self.generation is Generation.FROM_2_36

"""What the platform sells and where: flavors, packs, regions, zones, and their prices in CHF.

Rates are the customer's own price list (P2.5); names are those seen in public use (P2.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

HOURS_A_MONTH = Decimal(730)
LOAD_BALANCER_CHF_PER_HOUR = Decimal("0.015")
ADDRESS_CHF_PER_HOUR = Decimal(0)  # the list names no price: it is billed at zero, and still shown
VOLUME_CHF_PER_GB_MONTH = Decimal("0.10")

ZONES = {  # P1.10
    "dc3-a": ("az-1", "az-2", "az-3", "dc3-a-04", "dc3-a-09", "dc3-a-10"),
    "dc4-a": ("az-1", "az-2", "az-3"),
}
VERSIONS = ("1.31", "1.32", "1.33", "1.34")


@dataclass(frozen=True, slots=True)
class Flavor:
    """`chf_per_hour` is VAT-exclusive, like the customer's list."""

    name: str
    cpu: int
    ram_gb: int
    disk_gb: int
    gpu: int
    chf_per_hour: Decimal


@dataclass(frozen=True, slots=True)
class Pack:
    """A control plane. `limit_per_project` is None where there is none."""

    id: int
    name: str
    chf_per_hour: Decimal
    limit_per_project: int | None


FLAVORS = {
    flavor.name: flavor
    for flavor in (
        Flavor("a1-ram2-disk20-perf1", 1, 2, 20, 0, Decimal("0.03")),
        Flavor("a1-ram4-disk50-perf1", 1, 4, 50, 0, Decimal("0.06")),
        Flavor("a1-ram8-disk100-perf2", 1, 8, 100, 0, Decimal("0.12")),
        Flavor("nvl4-a8-ram16-disk50-perf1", 8, 16, 50, 1, Decimal("2.50")),
    )
}
PACKS = {
    pack.id: pack
    for pack in (
        Pack(1, "shared", Decimal(0), 3),
        Pack(2, "dedicated_4", Decimal("0.10"), None),
    )
}


def volume_chf_per_hour(size_gb: int) -> Decimal:
    """Unrounded: 0.10 CHF per GB and month of 730 hours."""
    return size_gb * VOLUME_CHF_PER_GB_MONTH / HOURS_A_MONTH

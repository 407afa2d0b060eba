"""The leaf types of lab.yaml and prices.yaml: each says in words what it expects."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

Version = Annotated[Literal[1], Meta(description="the file's schema number: 1")]
LabName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$",
        description="a lab's name: 1 to 32 small letters, digits and hyphens",
    ),
]
PoolName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]([a-z0-9-]{0,33}[a-z0-9])?$",
        description="a pool's name: 1 to 35 small letters, digits and hyphens",
    ),
]
ProfileName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$",
        description="a profile's name: 1 to 32 small letters, digits and hyphens",
    ),
]
Flavor = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$",
        description="a flavor's name, such as a1-ram2-disk20-perf1",
    ),
]
Zone = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$",
        description="an availability zone, such as az-1 or dc3-a-04",
    ),
]
Region = Annotated[Literal["dc3-a", "dc4-a"], Meta(description="a region: dc3-a or dc4-a")]
PackName = Annotated[
    Literal["shared", "dedicated"], Meta(description="a pack: shared or dedicated")
]
KubernetesVersion = Annotated[
    str, Meta(pattern=r"^1\.[0-9]+$", description='a Kubernetes version in quotes, such as "1.33"')
]
Nodes = Annotated[
    int, Meta(ge=1, le=1000, description="a number of nodes from 1 (to have none, leave it out)")
]
TimeZone = Annotated[
    str, Meta(min_length=1, description="an IANA time zone, such as Europe/Zurich")
]
Length = Annotated[
    str,
    Meta(
        pattern=r"^(?=[0-9])([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$",
        description="a duration, such as 6h, 15m, 1h30m or 20s",
    ),
]
Hours = Annotated[Decimal, Meta(description="a number of hours above 0 and up to 168")]
Chf = Annotated[Decimal, Meta(description="an amount in CHF, 0 or more")]
Cidr = Annotated[str, Meta(description="a network in CIDR form, such as 10.0.0.0/16")]
Gigabytes = Annotated[int, Meta(ge=1, le=100_000, description="a size in GB, 1 to 100000")]
Days = Annotated[int, Meta(ge=1, le=3650, description="a number of days, 1 to 3650")]
Bucket = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="a bucket's name: 3 to 63 small letters, digits, points and hyphens",
    ),
]
Prefix = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
        description="a prefix of keys without a slash at either end, such as velero",
    ),
]
Text = Annotated[str, Meta(min_length=1, description="a text")]
Flag = Annotated[bool, Meta(description="true or false")]
LastPoolMode = Annotated[
    Literal["alarm", "park", "rebuild"],
    Meta(description="what to do where the last pool may not be deleted: alarm, park or rebuild"),
]
Language = Annotated[Literal["en", "fr"], Meta(description="a language: en or fr")]
Commit = Annotated[
    Literal["lease", "store"],
    Meta(
        description="who keeps lock and commit: lease (the Kubernetes API), or store, which must "
        "prove its compare-and-swap"
    ),
]
Blind = Annotated[
    Literal["servers", "load_balancers", "floating_ips", "volumes"],
    Meta(description="a source: servers, load_balancers, floating_ips or volumes"),
]
Key = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$",
        description="a flavor, load_balancer, volume_gb, s3_gb, control_plane or the like",
    ),
]
Currency = Annotated[Literal["CHF"], Meta(description="the currency: CHF")]
Vat = Annotated[
    Literal["included", "excluded", "unstated"],
    Meta(description="whether VAT is in the prices: included, excluded or unstated"),
]
Per = Annotated[Literal["hour", "month"], Meta(description="hour, or month (of 730 hours)")]
Day = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="a day, such as 2026-01-01"),
]

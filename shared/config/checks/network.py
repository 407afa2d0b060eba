"""The lab's subnets lie in its network, apart from each other."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import combinations

from shared.config.checks.plain import Table, table
from shared.config.faults import Fault, shown

CIDR = "a network in CIDR form, such as 10.0.0.0/16"
Network = IPv4Network | IPv6Network


def check_network(file: str, path: str, lab: Table) -> Iterator[Fault]:
    raw = table(lab.get("network"))
    whole = _network(raw.get("cidr"))
    if isinstance(raw.get("cidr"), str) and whole is None:
        at = f"{path}.network.cidr"
        yield Fault(file=file, path=at, expected=CIDR, found=shown(raw["cidr"]))
    yield from _subnets(file, f"{path}.network.subnets", table(raw.get("subnets")), whole)


def _subnets(file: str, path: str, raw: Table, whole: Network | None) -> Iterator[Fault]:
    parts = {name: _network(text) for name, text in raw.items()}
    for name, part in parts.items():
        at, found = f"{path}.{name}", shown(raw[name])
        if part is None and isinstance(raw[name], str):
            yield Fault(file=file, path=at, expected=CIDR, found=found)
        elif part is not None and whole is not None and not _inside(part, whole):
            yield Fault(file=file, path=at, expected=f"a part of {whole}", found=found)
    for (first, one), (second, other) in combinations(parts.items(), 2):
        if one is not None and other is not None and one.overlaps(other):
            expected = f"a network apart from {first}, {one}"
            yield Fault(file=file, path=f"{path}.{second}", expected=expected, found=str(other))


def _network(text: object) -> Network | None:
    try:
        return ip_network(text) if isinstance(text, str) and "/" in text else None
    except ValueError:
        return None


def _inside(part: Network, whole: Network) -> bool:
    return (
        part.version == whole.version
        and part.prefixlen >= whole.prefixlen
        and part.network_address in whole
    )

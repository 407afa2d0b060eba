"""A parked lab keeps a node: the next start must find room beside it (rule 11)."""

from __future__ import annotations

from collections.abc import Iterator

from shared.config.checks.plain import Table, table, whole
from shared.config.checks.profiles import DEFAULT_NODES
from shared.config.faults import Fault
from shared.core.pools import PARKED


def check_last_pool(file: str, path: str, lab: Table) -> Iterator[Fault]:
    if PARKED in table(lab.get("pools")):
        expected = "another name: this one is the parked pool's"
        yield Fault(file=file, path=f"{path}.pools.{PARKED}", expected=expected, found=PARKED)
    limit = whole(table(lab.get("limits")).get("nodes", DEFAULT_NODES))
    if lab.get("last_pool") != "park" or limit is None:
        return
    for name, nodes in table(lab.get("profiles")).items():
        wanted = sum(whole(n) or 0 for n in table(nodes).values())
        if wanted == limit:
            expected = f"at most {limit - 1} nodes, because a parked lab keeps one"
            at = f"{path}.profiles.{name}"
            yield Fault(file=file, path=at, expected=expected, found=str(wanted))

"""Profiles name pools that exist, and ask for no more nodes than pool and lab may have."""

from __future__ import annotations

from collections.abc import Iterator

from shared.config.checks.plain import Table, table, whole
from shared.config.faults import Fault, one_of

DEFAULT_NODES = 10  # of LimitsTable


def check_profiles(file: str, path: str, lab: Table) -> Iterator[Fault]:
    if lab.get("profiles") == {}:
        yield Fault(file=file, path=f"{path}.profiles", expected="a profile", found="none")
    for name, nodes in table(lab.get("profiles")).items():
        if isinstance(nodes, dict):
            yield from _profile(file, f"{path}.profiles.{name}", nodes, lab)


def _profile(file: str, path: str, nodes: Table, lab: Table) -> Iterator[Fault]:
    pools = table(lab.get("pools"))
    if not nodes:
        yield Fault(file=file, path=path, expected="a pool with its nodes", found="none")
    for name, wanted in nodes.items():
        if name in pools:
            limit = table(pools[name]).get("max_nodes")
            yield from _at_most(file, f"{path}.{name}", wanted, limit)
        else:
            expected = one_of(pools, str(name))
            at = f"{path}.{name}"
            yield Fault(file=file, path=at, expected=expected, found="an unknown pool")
    limit = table(lab.get("limits")).get("nodes", DEFAULT_NODES)
    yield from _at_most(file, path, sum(whole(n) or 0 for n in nodes.values()), limit)


def _at_most(file: str, path: str, wanted: object, limit: object) -> Iterator[Fault]:
    asked, allowed = whole(wanted), whole(limit)
    if asked is not None and allowed is not None and asked > allowed:
        expected = f"at most {allowed} node{'s' if allowed > 1 else ''}"
        yield Fault(file=file, path=path, expected=expected, found=str(asked))

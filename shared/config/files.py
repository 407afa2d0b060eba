"""lab.yaml and prices.yaml, read and checked: typed, or with every fault named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from shared.config.checks.last_pool import check_last_pool
from shared.config.checks.limits import check_limits
from shared.config.checks.network import check_network
from shared.config.checks.plain import table
from shared.config.checks.prices import check_prices
from shared.config.checks.profiles import check_profiles
from shared.config.environment import Read
from shared.config.faults import Fault, shown
from shared.config.labfile import LabFile
from shared.config.pricefile import PriceFile
from shared.config.shape import differences
from shared.config.yamltext import parse

Kind = TypeVar("Kind", LabFile, PriceFile)


def read_lab_file(path: str, read: Read, faults: list[Fault]) -> LabFile | None:
    """None where it has any fault; each is added to `faults`."""
    raw = _read(path, read, faults)
    return _typed(path, raw, LabFile, list(_lab_faults(path, raw)), faults)


def read_price_file(path: str, read: Read, faults: list[Fault]) -> PriceFile | None:
    """None where it has any fault; each is added to `faults`."""
    raw = _read(path, read, faults)
    return _typed(path, raw, PriceFile, list(check_prices(path, raw)), faults)


def _lab_faults(path: str, raw: object) -> Iterator[Fault]:
    labs = table(table(raw).get("labs"))
    if table(raw).get("labs") == {}:
        yield Fault(file=path, path="labs", expected="a lab", found="none")
    for name, lab in labs.items():
        for check in (check_profiles, check_limits, check_network, check_last_pool):
            yield from check(path, f"labs.{name}", table(lab))


def _read(path: str, read: Read, faults: list[Fault]) -> object:
    try:
        text = read(path)
    except OSError as error:
        found = f"{shown(path)}: {error.strerror or error}"
        faults.append(Fault(file=path, path="", expected="a readable file", found=found))
        return None
    return parse(path, text, faults)


def _typed(
    path: str, raw: object, kind: type[Kind], disagreements: list[Fault], faults: list[Fault]
) -> Kind | None:
    """The types first, by msgspec in one go; only a file with a fault pays for the walk."""
    if raw is None and faults:
        return None
    try:
        typed = msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        faults.extend(differences(path, raw, kind))
        typed = None
    faults.extend(disagreements)
    return None if disagreements else typed

"""Money is Decimal from the file to the page: no binary fraction anywhere on its way."""

from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from shared.core import (
    actions,
    billed,
    calendar,
    cost_report,
    metering,
    money,
    pricing,
    report,
    report_text,
    simulate,
)

MODULES = (
    actions,
    billed,
    calendar,
    cost_report,
    metering,
    money,
    pricing,
    report,
    report_text,
    simulate,
)
RECORDS = (
    actions.CostLine,
    actions.Receipt,
    cost_report.CostReport,
    cost_report.SessionCost,
    cost_report.Share,
    pricing.Price,
    pricing.PriceBook,
    simulate.Estimate,
)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_source_knows_no_float(module: object) -> None:
    tree = ast.parse(Path(str(getattr(module, "__file__", ""))).read_text())

    assert [ast.dump(node) for node in ast.walk(tree) if _is_float(node)] == []


@pytest.mark.parametrize("record", RECORDS)
def test_no_field_of_money_may_hold_a_float(record: type) -> None:
    assert is_dataclass(record)
    hints = get_type_hints(record)

    assert float not in set().union(*(_parts(hints[f.name]) for f in fields(record)))


def _is_float(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=float()):
            return True
        case ast.Name(id="float") | ast.Attribute(attr="total_seconds"):
            return True
        case _:
            return False


def _parts(hint: object) -> set[object]:
    return {hint}.union(*map(_parts, get_args(hint)))

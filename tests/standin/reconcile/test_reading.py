"""How quantities, shares, selectors and times of Kubernetes are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from standin.client import Obj
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.objects import matches, suffix
from standin.reconcile.quantity import parse_quantity, share
from standin.reconcile.times import micro_stamp, parse, stamp

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", "1"),
        (2, "2"),
        ("500m", "0.5"),
        ("1.5", "1.5"),
        ("1k", "1000"),
        ("2Ki", "2048"),
        ("1Gi", "1073741824"),
        ("1G", "1000000000"),
    ],
)
def test_quantities(text: object, amount: str) -> None:
    assert parse_quantity(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["1Zi", "1mi", "1ki"])
def test_an_unknown_suffix_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("wanted", "up", "count"),
    [(3, True, 3), ("25%", True, 1), ("25%", False, 0), ("100%", True, 3)],
)
def test_a_share_is_a_number_or_a_rounded_percentage(wanted: object, up: bool, count: int) -> None:
    assert share(wanted, 3, up=up) == count


LABELS = {"app": "web", "tier": "2"}


@pytest.mark.parametrize(
    ("selector", "holds"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "x": "y"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "x", "operator": "Exists"}]}, False),
        ({"matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}, True),
        ({"matchExpressions": [{"key": "tier", "operator": "Gt", "values": ["1"]}]}, True),
        ({"matchExpressions": [{"key": "tier", "operator": "Lt", "values": ["1"]}]}, False),
    ],
)
def test_selectors(selector: Obj | None, holds: bool) -> None:
    assert matches(selector, LABELS) is holds


def test_times_are_written_in_utc_and_read_from_any_zone() -> None:
    zurich = NOON.astimezone(timezone(timedelta(hours=1)))
    assert stamp(zurich) == "2026-03-02T12:00:00Z"
    assert micro_stamp(NOON) == "2026-03-02T12:00:00.000000Z"
    assert parse("2026-03-02T13:00:00+01:00") == parse(stamp(NOON)) == NOON


def test_a_condition_keeps_its_place_and_its_time_until_it_turns() -> None:
    before = "2026-03-01T00:00:00Z"
    held = [
        {"type": "Ready", "status": "True", "lastTransitionTime": before},
        {"type": "Other", "status": "True", "lastTransitionTime": before},
    ]
    obj = {"status": {"conditions": held}}
    same = with_conditions(obj, NOON, Condition("Ready", "True", "StillFine"))
    assert [c["type"] for c in same] == ["Ready", "Other"]
    assert same[0]["lastTransitionTime"] == before
    turned = with_conditions(obj, NOON, Condition("Ready", "False"))
    assert turned[0]["lastTransitionTime"] == stamp(NOON)


def test_a_suffix_is_the_same_for_the_same_parts_only() -> None:
    assert suffix("uid", NOON, 1) == suffix("uid", NOON, 1) != suffix("uid", NOON, 2)
    assert len(suffix("x", length=10)) == 10

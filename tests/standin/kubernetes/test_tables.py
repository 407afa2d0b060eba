"""The tables that everything hangs on: none names a kind, a type or a rule that is not there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from standin.kubernetes.ages import since
from standin.kubernetes.columns.table import COLUMNS
from standin.kubernetes.kinds import BUILT_IN, CORE, GROUPED
from standin.kubernetes.rules.table import RULES
from standin.kubernetes.typed.generate import generated
from standin.kubernetes.typed.types import FIELDS_FILE, fields, type_of


def test_each_path_leads_to_one_resource() -> None:
    paths = [(one.group, one.version, one.plural) for one in BUILT_IN]
    assert len(paths) == len(set(paths))


def test_a_short_name_means_one_collection() -> None:
    meant = {(short, one.collection) for one in BUILT_IN for short in one.short}
    assert len(meant) == len({short for short, _ in meant})


@pytest.mark.parametrize("table", [RULES, COLUMNS], ids=["rules", "columns"])
def test_rules_and_columns_are_those_of_kinds(table: dict[str, object]) -> None:
    assert set(table) <= {one.collection for one in BUILT_IN}


def test_every_stored_kind_has_its_fields() -> None:
    assert {type_of(one) for one in (*CORE, *GROUPED)} <= set(fields())


def test_the_fields_are_those_of_the_installed_package() -> None:
    """Otherwise: python -m standin.kubernetes.typed.generate"""
    assert FIELDS_FILE.read_text() == generated()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (150, "2m30s"),
        (660, "11m"),
        (3 * 3_600, "3h"),
        (4 * 3_600 + 60, "4h1m"),
        (30 * 3_600, "30h"),
        (50 * 3_600, "2d2h"),
        (9 * 86_400, "9d"),
        (800 * 86_400, "2y70d"),
        (-60, "<invalid>"),
    ],
)
def test_ages_are_said_as_kubectl_says_them(seconds: int, said: str) -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    assert since(began + timedelta(seconds=seconds), "2026-01-01T00:00:00Z") == said

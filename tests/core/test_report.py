"""What a month cost, what it saved, and of what: computed from receipts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.actions import CostLine, Receipt
from shared.core.calendar import period_of
from shared.core.cost_report import CostReport
from shared.core.ledger import month_of
from shared.core.memory import Metered
from shared.core.pricing import Storage
from shared.core.report import Live, report
from shared.core.session import Session, Wanted
from tests.config.deployment import load
from tests.core.looks import GENERAL

ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 6, 16, 10, tzinfo=UTC)
STORAGE = Storage(volumes_gb=50, s3_gb=100)
PRICES = load().prices
STANDARD_AN_HOUR = Decimal("0.075")  # two general nodes and a load balancer


def receipt(
    session: str, began: datetime, hours: int, *, profile: str = "standard", seconds: int = 0
) -> Receipt:
    length = timedelta(hours=hours, seconds=seconds)
    spent = hours * 3600 + seconds
    chf = STANDARD_AN_HOUR * spent / 3600
    return Receipt(
        session=session,
        lab="lab",
        profile=profile,
        month=month_of(began),
        birth=began,
        ended=began + length,
        proven=began + length,
        lines=(CostLine(name="general", flavor=GENERAL, units=2, seconds=spent, chf=chf),),
        chf=chf,
    )


def evening(day: int, hour: int = 16) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def month(
    *receipts: Receipt,
    live: Live | None = None,
    storage: Storage = STORAGE,
    now: datetime = NOW,
    name: str = "2026-06",
) -> CostReport:
    return report("lab", period_of(name, now, ZURICH), receipts, live, storage, PRICES)


def running(hours: int) -> Live:
    """The standard profile's nodes, alone, up for so many hours now."""
    began = NOW - timedelta(hours=hours)
    session = Session(
        id="s9",
        wanted=Wanted.UP,
        since=began,
        started=began,
        profile="standard",
        end=began + timedelta(hours=6),
    )
    line = Metered(id="pool/1", name="general", flavor=GENERAL, units=2, since=began, seen=NOW)
    return Live(session=session, metered=(line,), at=NOW)


def test_a_month_costs_its_sessions_and_what_stays() -> None:
    made = month(receipt("a", evening(2), 4), receipt("b", evening(9), 5))

    half_month = Decimal(15 * 24 + 12) / 730  # from 1 June 00:00 to 16 June 12:00 in Zurich
    assert made.used == Decimal("0.675")
    assert abs(made.on_demand - (Decimal("0.675") + 8 * half_month)) < Decimal("1e-20")


def test_at_24_7_the_same_shape_runs_for_the_same_period() -> None:
    made = month(receipt("a", evening(2), 4), storage=Storage())

    assert made.always_on == STANDARD_AN_HOUR * (15 * 24 + 12)
    assert made.savings == made.always_on - made.used
    assert made.savings_percent == 99


def test_a_past_month_is_whole_and_summer_time_is_no_hour_too_many() -> None:
    march = month(
        receipt("a", datetime(2026, 3, 2, 18, tzinfo=UTC), 4), storage=Storage(), name="2026-03"
    )

    assert march.always_on == STANDARD_AN_HOUR * (31 * 24 - 1)


def test_the_documents_habit_in_a_real_month_saves_what_the_document_can_save() -> None:
    """Standard, 4 h a week, 50 GB and 100 GB: 85 % of its prices, not its 92."""
    weeks = [receipt(f"w{day}", evening(day), 4) for day in (2, 9, 16, 23, 30)]

    made = month(*weeks, now=NOW + timedelta(days=30))

    assert made.savings_percent == 85


def test_without_a_session_nothing_is_compared() -> None:
    made = month()

    assert (made.always_on, made.savings, made.savings_percent) == (None, None, None)
    assert made.used == 0


def test_the_running_session_counts_up_to_now() -> None:
    made = month(receipt("a", evening(2), 4), live=running(3))

    assert made.running is not None
    assert made.running.chf == Decimal("0.18")
    assert made.used == Decimal("0.48")


def test_a_session_whose_receipt_is_there_is_not_counted_twice() -> None:
    done = replace(receipt("s9", NOW - timedelta(hours=3), 3))

    assert month(done, live=running(3)).used == done.chf


def test_profiles_and_days_each_add_up_to_the_whole() -> None:
    made = month(
        receipt("a", evening(2), 4),
        receipt("b", evening(2, 21), 4, profile="ai"),
        receipt("c", evening(9), 1),
    )

    assert [(s.name, s.seconds) for s in made.by_profile] == [
        ("ai", 4 * 3600),
        ("standard", 5 * 3600),
    ]
    assert [(s.name, s.seconds) for s in made.by_day] == [
        ("2026-06-02", 5 * 3600),
        ("2026-06-03", 3 * 3600),
        ("2026-06-09", 3600),
    ]
    assert sum(s.chf for s in made.by_day) == sum(s.chf for s in made.by_profile) == made.used


def test_a_day_begins_at_midnight_in_zurich() -> None:
    made = month(receipt("a", evening(2, 22), 1))

    assert [s.name for s in made.by_day] == ["2026-06-03"]


@given(
    began=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 -- hypothesis wants naive bounds
    seconds=st.integers(0, 10**6),
)
def test_days_share_out_a_session_without_losing_or_gaining(began: datetime, seconds: int) -> None:
    made = month(receipt("a", began.replace(microsecond=0), 0, seconds=seconds))

    assert sum(s.seconds for s in made.by_day) == seconds
    assert abs(sum(s.chf for s in made.by_day) - made.used) < Decimal("1e-20")
    assert all(s.chf >= 0 for s in made.by_day)


def test_what_has_no_price_is_named_and_the_sums_are_at_least() -> None:
    unpriced = replace(receipt("a", evening(2), 4), missing=("floating_ip",))

    made = month(unpriced, storage=Storage(volumes_gb=50))

    assert made.missing == ("floating_ip",)
    assert "at least CHF" in made.text()
    assert "au moins CHF" in made.text("fr")


def test_storage_without_a_price_is_missing_and_not_free() -> None:
    made = report("lab", period_of("2026-06", NOW, ZURICH), (), None, STORAGE, {})

    assert made.missing == ("s3_gb", "volume_gb")


def test_a_month_that_has_not_begun_lasts_no_time() -> None:
    made = month(name="2027-01")

    assert made.since == made.until
    assert made.on_demand == 0


def test_english_is_a_sentence_and_a_table() -> None:
    made = month(receipt("a", evening(2), 4), receipt("b", evening(9), 5))

    assert made.text() == (
        "lab in 2026-06: CHF 4.75, of it CHF 0.68 for 2 sessions and CHF 4.08 for what stays."
        " The same shape at 24/7 would have cost CHF 31.98: CHF 27.22 saved (85 %).\n"
        "\n"
        "By profile\n"
        "  standard                        9 h 00        CHF 0.68\n"
        "\n"
        "By day\n"
        "  2026-06-02                      4 h 00        CHF 0.30\n"
        "  2026-06-09                      5 h 00        CHF 0.38\n"
        "\n"
        "What stays, by the sizes of lab.yaml (not measured)\n"
        "  S3                            372 h 00        CHF 1.53\n"
        "  volumes                       372 h 00        CHF 2.55\n"
    )


def test_french_is_french() -> None:
    text = month(receipt("a", evening(2), 4), live=running(2)).text("fr")

    assert "pour 2 sessions" in text
    assert "La session s9 (standard) tourne : CHF 0.12 jusqu'ici" in text
    assert "économisés" in text
    assert "Stockage permanent, selon les tailles de lab.yaml (non mesuré)" in text


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("2026-02", 28 * 86_400), ("2024-02", 29 * 86_400), ("2025-12", 31 * 86_400)],
)
def test_a_past_month_has_the_calendars_days(name: str, seconds: int) -> None:
    assert period_of(name, NOW, ZURICH).seconds == seconds

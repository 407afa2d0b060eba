"""From looks to seconds and CHF: nothing twice, nothing forgotten, nothing guessed in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from shared.core.memory import Metered
from shared.core.metering import cost, meter, missing, total
from shared.core.pricing import Price, PriceBook
from shared.core.seen import NodePool, Observation, PoolStatus
from tests.core.looks import (
    BIRTH,
    GENERAL,
    NO_ANSWER,
    OURS,
    SETTINGS,
    address,
    after,
    balancer,
    look,
    pool,
)

PRICES = {GENERAL: Decimal("0.03"), "load_balancer": Decimal("0.015")}
HOUR = 3600


def metered(*looks: Observation) -> tuple[Metered, ...]:
    lines: tuple[Metered, ...] = ()
    for seen in looks:
        lines = meter(lines, seen, SETTINGS)
    return lines


def span(line: Metered) -> tuple[datetime, datetime | None]:
    return (line.since, line.until)


def test_a_pool_is_billed_from_the_birth_on_its_label_although_it_is_seen_later() -> None:
    (line,) = metered(look(40, [pool()]))

    assert (line.since, line.units, line.until) == (BIRTH, 2, None)


def test_a_pool_that_somebody_made_by_hand_is_billed_from_its_first_sighting() -> None:
    (line,) = metered(look(40, [pool(labels=None)]), look(90, [pool(labels=None)]))

    assert line.since == after(40)


def test_a_pool_that_a_running_session_adds_is_billed_from_its_own_request() -> None:
    asked = {"general": after(HOUR)}

    (line,) = metered(look(HOUR + 30, [pool()], asked=asked))

    assert line.since == after(HOUR)


def test_a_request_that_is_repeated_does_not_move_the_beginning() -> None:
    first = look(30, [pool()], asked={"general": BIRTH})
    again = look(400, [pool()], asked={"general": after(300)})

    assert [line.since for line in metered(first, again)] == [BIRTH]


def test_a_pool_ends_at_the_first_look_that_shows_it_gone() -> None:
    (line,) = metered(look(0, [pool()]), look(60), look(120))

    assert span(line) == (BIRTH, after(60))


def test_a_source_that_could_not_be_asked_changes_nothing() -> None:
    before = metered(look(0, [pool()], balancers=[balancer()]))

    assert meter(before, look(60, NO_ANSWER, balancers=NO_ANSWER), SETTINGS) == before


def test_sources_are_read_apart_from_each_other() -> None:
    lines = metered(look(0, [pool()], balancers=[balancer()]), look(60, NO_ANSWER, balancers=[]))

    assert {line.flavor: line.until for line in lines} == {
        GENERAL: None,
        "load_balancer": after(60),
    }


def test_twins_are_billed_both() -> None:
    lines = metered(look(0, [pool("1"), pool("2")]), look(60, [pool("1")]))

    assert {line.id: line.until for line in lines} == {"pool/1": None, "pool/2": after(60)}


def test_what_is_not_ours_is_not_metered() -> None:
    foreign = pool(labels=replace(OURS, lab="other"))

    assert metered(look(0, [foreign], balancers=[balancer(ours=False)])) == ()


def test_a_load_balancer_is_billed_from_its_creation_where_octavia_tells_it() -> None:
    (line,) = metered(look(60, balancers=[balancer(created=after(20))]))

    assert (line.flavor, line.since) == ("load_balancer", after(20))


def test_a_failed_pool_bills_only_the_nodes_it_has() -> None:
    failed = pool(nodes=3, ready=1, status=PoolStatus.FAILED_QUOTA)

    assert [line.units for line in metered(look(0, [failed]))] == [1]


def test_a_pool_that_changes_its_size_is_billed_by_each_size_for_its_time() -> None:
    lines = metered(look(0, [pool(nodes=2)]), look(HOUR, [pool(nodes=3)]), look(2 * HOUR))

    assert [(line.units, *span(line)) for line in lines] == [
        (2, BIRTH, after(HOUR)),
        (3, after(HOUR), after(2 * HOUR)),
    ]


def test_a_look_that_lied_is_corrected_by_a_later_sighting() -> None:
    (line,) = metered(look(0, [pool()]), look(60), look(120, [pool()]))

    assert line.until is None


def test_an_old_look_says_nothing_about_what_was_seen_after_it() -> None:
    (line,) = metered(look(120, [pool()]), look(60))

    assert line.until is None


def test_an_hour_of_two_nodes_and_a_load_balancer() -> None:
    looks = look(0, [pool()], balancers=[balancer(created=BIRTH)]), look(HOUR)

    lines = cost(metered(*looks), PRICES, after(5 * HOUR))

    assert total(lines) == Decimal("0.075")
    assert missing(lines) == ()


def test_what_still_runs_is_priced_until_now() -> None:
    lines = cost(metered(look(0, [pool()])), PRICES, after(1800))

    assert total(lines) == Decimal("0.03")


def test_what_has_no_price_makes_the_total_at_least() -> None:
    lines = cost(metered(look(0, [pool()], addresses=[address()])), PRICES, after(HOUR))

    assert missing(lines) == ("floating_ip",)
    assert total(lines) == Decimal("0.06")


def test_a_price_that_changes_is_applied_from_its_second_on() -> None:
    prices = Price(chf=Decimal(1)), Price(chf=Decimal(2), valid_from=after(HOUR))

    lines = cost(metered(look(0, [pool(nodes=1)])), PriceBook({GENERAL: prices}), after(2 * HOUR))

    assert [line.chf for line in lines] == [Decimal(1), Decimal(2)]


def test_a_long_time_without_a_look_is_marked_as_estimated() -> None:
    lines = metered(look(0, [pool("1")], balancers=[balancer()]), look(60), look(900))
    blind = metered(look(0, [pool("1")]), look(900))

    assert not any(line.estimated for line in cost(lines, PRICES, after(900)))
    assert [line.estimated for line in cost(blind, PRICES, after(900))] == [True]


def test_a_line_never_costs_less_than_nothing() -> None:
    line = Metered(
        id="pool/1", name="general", flavor=GENERAL, units=2, since=after(60), seen=after(60)
    )

    assert total(cost([line], PRICES, BIRTH - timedelta(days=1))) == 0


def test_pools_are_told_apart_by_id_even_where_one_id_begins_like_another() -> None:
    pools: list[NodePool] = [pool("1"), pool("12")]

    lines = metered(look(0, pools), look(60, [pool("12")]))

    assert {line.id: line.until for line in lines} == {"pool/1": after(60), "pool/12": None}

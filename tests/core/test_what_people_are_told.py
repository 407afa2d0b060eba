"""What people are told: in their own time, and each language on its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.core import news
from shared.core.asked import StopAsked
from shared.core.calendar import clock
from shared.core.decide import decide
from shared.core.requests import grant_stop
from shared.core.up import step_up
from shared.errors import LabError
from tests.core import given
from tests.core.everything_told import alarms, errors
from tests.core.given import HOUR, T0
from tests.fakes.world import SETTINGS

SUMMER = T0.replace(month=7)


def test_a_time_is_that_of_the_clock_on_the_wall() -> None:
    assert (clock(T0), clock(SUMMER)) == ("18:00", "19:00")


def test_the_reason_and_the_warnings_name_the_end_in_local_time() -> None:
    session = given.session()
    assert step_up(session, given.seen(), T0, SETTINGS).reason.endswith("until 00:00")
    said = news.stops_soon(timedelta(minutes=10), session.end)
    assert "at 00:00," in said.en
    assert "à 00:00," in said.fr


@pytest.mark.parametrize(
    ("asked", "en", "fr"),
    [
        (False, "its leases ended at 00:00", "sa réservation a pris fin à 00:00"),
        (True, "somebody asked for it", "on l'a demandé"),
    ],
)
def test_why_it_stops_is_told_in_each_language(asked: bool, en: str, fr: str) -> None:
    up = given.session()
    if asked:
        down = grant_stop(up, StopAsked(holder=None), T0 + HOUR)
    else:
        decided = decide(up, given.seen(), up.end, SETTINGS).session
        assert decided is not None
        down = decided
    said = news.stopping(down)
    assert said.en == f"The lab is being stopped: {en}."
    assert said.fr == f"Le labo s'arrête : {fr}."


def test_an_adopted_lab_is_told_in_local_time() -> None:
    found = decide(None, replace(given.seen()), T0, SETTINGS)
    assert found.session is not None
    assert found.reason.endswith(f"until {clock(found.session.end)}")


MONEY = re.compile(r"\bbill|\bprice|\bfactur|\bcoût")
WORK = re.compile(r"\bwork\b|\btravail\b")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("cause", sorted(alarms()))
def test_every_alarm_says_what_it_means_for_the_money_and_the_work(
    cause: str, language: str
) -> None:
    said = getattr(alarms()[cause], language)
    assert MONEY.search(said)
    assert WORK.search(said)


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_every_error_says_what_it_means_and_what_to_do(kind: type[LabError]) -> None:
    assert MONEY.search(kind.means)
    assert WORK.search(kind.means)
    assert kind.remedy

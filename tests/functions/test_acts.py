"""What a caller may ask of the lab over HTTP, and what the answer says."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from shared.core.asked import ExtendAsked, StartAsked, StopAsked
from shared.core.view import Status
from tests.functions.desk import OFF, RUNNING, Desk, Office


def test_a_start_is_accepted_and_says_where_to_look_and_when(office: Office) -> None:
    answer = office.call("POST", "/start", b'{"profile": "standard", "hours": 4}')
    assert answer.status == 202
    assert answer.headers["Location"] == "/status"
    assert answer.headers["Retry-After"] == "15"
    assert office.desk.heard == [StartAsked(profile="standard", lasts=timedelta(hours=4))]


def test_the_answer_shows_the_status_with_exact_money_and_utc_times(office: Office) -> None:
    shown = json.loads(office.call("POST", "/start", b'{"profile": "minimal"}').body)
    assert shown["phase"] == "starting"
    assert (shown["nodes_ready"], shown["nodes_wanted"]) == (1, 2)
    assert shown["holders"] == [{"holder": "ana", "until": "2026-03-02T16:00:00Z"}]
    assert (shown["chf"], shown["chf_per_hour"]) == ("0.0125", "0.06")
    assert shown["why"] == "2 nodes were asked for"


def test_the_idempotency_key_and_the_holder_reach_the_use_case(office: Office) -> None:
    body = b'{"profile": "standard", "hours": 0.5, "holder": "ci-42"}'
    office.call("POST", "/start", body, idempotency_key="tap-7")
    asked = StartAsked(profile="standard", lasts=timedelta(minutes=30), holder="ci-42", key="tap-7")
    assert office.desk.heard == [asked]


def test_a_stop_without_a_body_is_for_everybody(office: Office) -> None:
    office.call("POST", "/stop")
    office.call("POST", "/stop", b'{"holder": "ana"}')
    assert office.desk.heard == [StopAsked(), StopAsked(holder="ana")]


def test_an_extension_names_its_hours(office: Office) -> None:
    office.call("POST", "/extend", b'{"hours": 1}')
    assert office.desk.heard == [ExtendAsked(lasts=timedelta(hours=1))]


@pytest.mark.parametrize("settled", [RUNNING, OFF], ids=["running", "off"])
def test_what_is_settled_is_200_and_sends_nobody_elsewhere(settled: Status) -> None:
    office = Office(Desk(answers=settled))
    answer = office.call("POST", "/extend", b'{"hours": 1}')
    assert answer.status == 200
    assert "Location" not in answer.headers


def test_a_scheduler_may_send_any_body_to_the_watchdog(office: Office) -> None:
    answer = office.call("POST", "/watchdog", b"<not json>")
    assert answer.status == 200
    assert office.desk.heard == ["tick"]


def test_a_look_is_200_while_the_lab_is_starting_and_has_no_body_of_its_own(
    office: Office,
) -> None:
    assert office.call("GET", "/status").status == 200
    assert office.call("HEAD", "/status").status == 200
    assert office.desk.heard == ["status", "status"]


def test_a_report_is_of_the_month_that_is_named_or_of_the_present_one(office: Office) -> None:
    assert json.loads(office.call("GET", "/cost-report", query={"month": "2026-02"}).body) == {
        "month": "2026-02",
        "chf": "1.20",
    }
    office.call("GET", "/cost-report")
    assert office.desk.heard == [("report", "2026-02"), ("report", None)]


MONTHS = "YYYY-MM, from 2000-01 to 2999-12"


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "last", "", "2026-02-01", "9999-12", "1999-12"]
)
def test_a_report_of_no_month_names_the_field_and_what_is_allowed(
    office: Office, month: str
) -> None:
    answer = office.call("GET", "/cost-report", query={"month": month})
    assert answer.status == 400
    assert json.loads(answer.body)["faults"] == [
        {"field": "month", "found": repr(month), "allowed": MONTHS}
    ]


def test_the_metrics_are_gauges_whatever_is_accepted(office: Office) -> None:
    answer = office.call("GET", "/metrics", accept="application/openmetrics-text, text/html")
    lines = answer.body.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'veilleur_phase{lab="lab",phase="starting"} 1' in lines
    assert 'veilleur_phase{lab="lab",phase="stopped"} 0' in lines
    assert 'veilleur_nodes_wanted{lab="lab"} 2' in lines
    assert 'veilleur_session_chf{lab="lab"} 0.0125' in lines


def test_the_profiles_are_shown_with_what_each_costs_an_hour(office: Office) -> None:
    assert json.loads(office.call("GET", "/profiles").body) == {
        "profiles": [
            {"name": "minimal", "nodes": {"general": 1}, "chf_per_hour": "0.03"},
            {"name": "standard", "nodes": {"general": 2}, "chf_per_hour": "0.06"},
        ],
        "hours_default": 6.0,
        "hours_limit": 12.0,
    }


def test_a_profile_whose_price_is_not_known_is_never_shown_as_free() -> None:
    shown = json.loads(Office(Desk(prices={})).call("GET", "/profiles").body)
    assert [profile["chf_per_hour"] for profile in shown["profiles"]] == [None, None]

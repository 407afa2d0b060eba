"""Lambda's events: HTTP API v2 and Function URL are HTTP, anything else is the schedule."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from functions._entry.lambda_door import ScheduledCallError, http_handler, scheduled_handler
from shared.errors import LockHeldError, UnansweredError
from tests.functions.desk import TOKEN, Desk, Office

SCHEDULE = {"source": "aws.scheduler", "detail-type": "Scheduled Event"}


def http_event(method: str, path: str, body: str = "", **more: object) -> dict[str, object]:
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"Authorization": f"Bearer {TOKEN}"},
        "requestContext": {"http": {"method": method, "path": path}},
        "body": body,
        **more,
    }


def answered(office: Office, event: dict[str, object]) -> dict[str, Any]:
    return http_handler(office.app)(event, None)


def test_an_http_event_is_answered_with_status_headers_and_body(office: Office) -> None:
    answer = answered(office, http_event("POST", "/start", '{"profile": "minimal"}'))
    assert answer["statusCode"] == 202
    assert answer["headers"]["Location"] == "/status"
    assert json.loads(answer["body"])["phase"] == "starting"


def test_a_body_in_base64_is_decoded(office: Office) -> None:
    body = base64.b64encode(b'{"profile": "minimal"}').decode()
    event = http_event("POST", "/start", body, isBase64Encoded=True)
    assert answered(office, event)["statusCode"] == 202


def test_a_query_is_read(office: Office) -> None:
    event = http_event("GET", "/cost-report", rawQueryString="month=2026-02")
    assert answered(office, event)["statusCode"] == 200
    assert office.desk.heard == [("report", "2026-02")]


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (http_event("POST", "/start", "x" * 70_000), 413),
        (http_event("POST", "/start", "not base64!", isBase64Encoded=True), 400),
        (http_event("POST", "/start", headers=None), 401),
    ],
)
def test_bad_http_events_are_problems_and_not_crashes(
    office: Office, event: dict[str, object], status: int
) -> None:
    assert answered(office, event)["statusCode"] == status
    assert office.desk.heard == []


@pytest.mark.parametrize("event", [SCHEDULE, {}, {"requestContext": {"elb": {}}}])
def test_any_other_event_is_a_tick_that_needs_no_token(
    office: Office, event: dict[str, object]
) -> None:
    handler = scheduled_handler(office.app, method="POST", path="/watchdog")
    assert handler(event, None)["statusCode"] == 200
    assert office.desk.heard == ["tick"]


def test_an_http_call_of_the_watchdog_needs_the_token(office: Office) -> None:
    handler = scheduled_handler(office.app, method="POST", path="/watchdog")
    assert handler(http_event("POST", "/watchdog", headers={}), None)["statusCode"] == 401
    assert office.desk.heard == []


def test_a_scheduled_tick_that_failed_is_raised_so_that_it_is_tried_again() -> None:
    office = Office(Desk(answers=UnansweredError("no answer")))
    handler = scheduled_handler(office.app, method="POST", path="/watchdog")
    with pytest.raises(ScheduledCallError, match="no answer"):
        handler(SCHEDULE, None)


def test_a_tick_that_found_another_one_acting_is_not_tried_again() -> None:
    office = Office(Desk(answers=LockHeldError("start is acting")))
    handler = scheduled_handler(office.app, method="POST", path="/watchdog")
    assert handler(SCHEDULE, None)["statusCode"] == 409


def test_a_function_for_http_alone_refuses_a_schedule(office: Office) -> None:
    with pytest.raises(TypeError, match="HTTP events only"):
        http_handler(office.app)(SCHEDULE, None)

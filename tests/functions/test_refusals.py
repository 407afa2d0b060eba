"""What is refused: 4xx with problem details that name the field, and nothing reaches the lab."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from functions._entry.messages import BODY_LIMIT, Response
from shared.errors import (
    CapacityError,
    ConfigError,
    FieldFault,
    InvalidRequestError,
    LabError,
    LockHeldError,
    MethodError,
    QuotaError,
    RateLimitedError,
    RebuiltClusterError,
    RefusedError,
)
from tests.core.everything_told import errors
from tests.functions.desk import Desk, Office


def problem(answer: Response) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.body)
    assert found["status"] == answer.status
    return found


@pytest.mark.parametrize(
    ("body", "field", "allowed"),
    [
        (b'{"profile": "huge"}', "profile", "minimal, standard"),
        (b"{}", "profile", "minimal, standard"),
        (b'{"profile": ["standard"]}', "profile", "a single value"),
        (b'{"profile": "minimal", "hours": 0}', "hours", "above 0 and up to 12"),
        (b'{"profile": "minimal", "hours": -1}', "hours", "above 0 and up to 12"),
        (b'{"profile": "minimal", "hours": 1e9}', "hours", "above 0 and up to 12"),
        (b'{"profile": "minimal", "hours": 1e999999}', "hours", "above 0 and up to 12"),
        (b'{"profile": "minimal", "hours": "4"}', "hours", "a number of hours"),
        (b'{"profile": "minimal", "hours": true}', "hours", "a number of hours"),
        (b'{"profile": "minimal", "hours": NaN}', "body", "finite numbers"),
        (b'{"profile": "minimal", "hours": -Infinity}', "body", "finite numbers"),
        (b'{"profile": "minimal", "hour": 4}', "hour", "profile, hours, holder"),
        (b'{"profile": "minimal", "holder": ""}', "holder", "printable"),
        (b'{"profile": "minimal", "profile": "minimal"}', "profile", "each field once"),
        (b"profile=standard", "body", "a JSON object"),
        (b'{"profile": "mini', "body", "a JSON object"),
        (b'["minimal"]', "body", "a JSON object"),
        (b"\xff\xfe", "body", "UTF-8"),
        (b"[" * 60_000, "body", "a flat JSON object"),
        (b'{"hours": ' + b"9" * 5000 + b"}", "body", "a JSON object"),
    ],
)
def test_bad_input_names_the_field_and_what_is_allowed(
    office: Office, body: bytes, field: str, allowed: str
) -> None:
    told = problem(office.call("POST", "/start", body))
    assert told["status"] == 400
    assert told["fault"] == "caller"
    assert [fault for fault in told["faults"] if fault["field"] == field]
    assert any(allowed in fault["allowed"] for fault in told["faults"])
    assert office.desk.heard == []


def test_all_wrong_fields_are_told_at_once(office: Office) -> None:
    told = problem(office.call("POST", "/start", b'{"profile": "x", "hours": 99, "holder": 1}'))
    assert [fault["field"] for fault in told["faults"]] == ["profile", "hours", "holder"]


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_not(office: Office) -> None:
    fitting = b'{"profile": "minimal"}'.ljust(BODY_LIMIT)
    assert office.call("POST", "/start", fitting).status == 202
    assert problem(office.call("POST", "/start", fitting + b" "))["status"] == 413
    assert len(office.desk.heard) == 1


def test_an_endless_idempotency_key_is_refused(office: Office) -> None:
    told = problem(office.call("POST", "/stop", idempotency_key="k" * 129))
    assert told["faults"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("token", [None, "", "wrong", "the-one-token-and-more", "té"])
@pytest.mark.parametrize("path", ["/start", "/status", "/metrics", "/nowhere"])
def test_without_the_token_nothing_is_told_and_nothing_happens(
    office: Office, path: str, token: str | None
) -> None:
    answer = office.call("POST", path, token=token)
    assert problem(answer)["type"] == "urn:veilleur:problem:unauthorized"
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert office.desk.heard == []


def test_another_scheme_than_bearer_is_refused(office: Office) -> None:
    answer = office.call("GET", "/status", token=None, authorization="Basic the-one-token")
    assert answer.status == 401


def test_a_deployment_without_a_token_lets_nobody_in() -> None:
    office = Office(Desk(token=""))
    assert office.call("GET", "/status", token="").status == 401


def test_an_unknown_path_is_404_and_tells_the_known_ones(office: Office) -> None:
    told = problem(office.call("GET", "/stat"))
    assert told["status"] == 404
    assert "/status" in told["advice"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/start", "POST"), ("DELETE", "/status", "GET"), ("POST", "/", "GET")],
)
def test_a_wrong_method_is_405_with_the_right_ones(
    office: Office, method: str, path: str, allowed: str
) -> None:
    answer = office.call(method, path)
    assert answer.status == 405
    assert answer.headers["Allow"] == allowed
    assert office.desk.heard == []


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (RefusedError("12 h is the limit", advice="ask for less"), 409, "refused"),
        (LockHeldError("start is acting"), 409, "lock-held"),
        (RateLimitedError("429", retry_after=timedelta(seconds=40)), 503, "rate-limited"),
        (CapacityError("no such node free"), 502, "capacity"),
    ],
)
def test_every_error_of_ours_has_its_status_and_type(
    error: Exception, status: int, slug: str
) -> None:
    answer = Office(Desk(answers=error)).call("POST", "/stop")
    told = problem(answer)
    assert (told["status"], told["type"]) == (status, f"urn:veilleur:problem:{slug}")
    assert told["detail"] == str(error)


def test_what_may_help_later_says_when() -> None:
    error = RateLimitedError("429", retry_after=timedelta(seconds=39.2))
    answer = Office(Desk(answers=error)).call("POST", "/stop")
    assert answer.headers["Retry-After"] == "40"
    assert problem(answer)["retry_after"] == 40


def test_a_wrong_configuration_is_told_to_the_log_and_not_to_the_caller() -> None:
    office = Office(Desk(answers=ConfigError("lab.yaml: pools: missing", "OS_AUTH_URL: missing")))
    told = problem(office.call("GET", "/status"))
    assert told["status"] == 500
    assert "OS_AUTH_URL" not in json.dumps(told)
    assert office.lines[0]["faults"] == ["lab.yaml: pools: missing", "OS_AUTH_URL: missing"]


def test_the_unforeseen_is_500_without_a_trace_and_the_log_knows_it_by_its_id() -> None:
    office = Office(Desk(answers=ZeroDivisionError("secret-9f")))
    answer = office.call("GET", "/status")
    told = problem(answer)
    assert told["status"] == 500
    assert str(office.lines[0]["id"]) in told["detail"]
    assert office.lines[0]["error"] == "ZeroDivisionError"
    assert str(office.lines[0]["at"]).startswith("tests/functions/desk.py:")
    assert "secret-9f" not in json.dumps(office.lines) + answer.body.decode()


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_what_an_error_means_and_what_to_do_is_told_in_both_languages(
    kind: type[LabError],
) -> None:
    error = SPECIAL[kind] if kind in SPECIAL else kind("it broke")
    english, french = said(error, "en"), said(error, "fr")
    assert english.startswith(f"{error.title}: ")
    assert kind.means in english
    assert error.advice.rstrip(".")[1:] in english
    assert "factur" in french
    assert "travail" in french
    assert kind.means not in french


def test_an_error_that_only_an_adapter_knows_is_told_as_the_one_it_is_a_kind_of() -> None:
    class OfAnAdapterError(QuotaError):
        """As `shared.adapters` has some."""

    error = OfAnAdapterError("it broke")
    assert problem(Office(Desk(answers=error)).call("POST", "/stop"))["type"].endswith(":quota")
    assert "quota" in said(error, "fr")


def said(error: LabError, language: str) -> str:
    office = Office(Desk(answers=error))
    answer = office.call("POST", "/stop", accept="text/plain", accept_language=language)
    return answer.body.decode()


SPECIAL: dict[type[LabError], LabError] = {
    InvalidRequestError: InvalidRequestError(FieldFault(field="hours", found="99", allowed="12")),
    RebuiltClusterError: RebuiltClusterError("uid-a", "uid-b", "no archive of it is known"),
    MethodError: MethodError("no GET here", allowed=("POST",)),
}

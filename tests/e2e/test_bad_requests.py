"""Bad input over real HTTP: 4xx problem details, and nothing is changed, logged or given away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.e2e.town import Town

Json = dict[str, Any]
PROFILES = "minimal, standard, memory, ai"
TEN_MEGABYTES = b'{"profile": "' + b"x" * 10_000_000 + b'"}'


@pytest.fixture
def unchanged(everything: Town) -> Iterator[Town]:
    """Whatever is asked: the same things bill, the same objects lie in the bucket."""
    before = _state(everything)
    mark = everything.mark()
    yield everything
    written = [r for r in mark.requests() if r["method"] not in ("GET", "HEAD")]
    assert written == []
    assert _state(everything) == before


def _state(town: Town) -> Json:
    found = {k: v for k, v in town.stage.control.truth().items() if k != "now"}
    return {"truth": found, "bucket": town.bucket()}


def ask(
    town: Town, method: str, path: str, body: bytes = b"", token: str | None = None
) -> requests.Response:
    shown = town.stage.environ["VEILLEUR_TOKEN"] if token is None else token
    headers = {"Authorization": f"Bearer {shown}"} if shown else {}
    return requests.request(
        method, f"{town.stage.url}{path}", data=body, headers=headers, timeout=30
    )


def problem(answer: requests.Response) -> Json:
    """RFC 9457, and no trace of our inside."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert ".py" not in answer.text
    told: Json = answer.json()
    assert told["status"] == answer.status_code
    return told


@pytest.mark.parametrize(
    ("body", "field", "allowed"),
    [
        (b'{"profile": "huge"}', "profile", PROFILES),
        (b'{"profile": 7}', "profile", PROFILES),
        (b"{}", "profile", PROFILES),
        (b'{"profile": "standard", "hours": 0}', "hours", "above 0 and up to 12"),
        (b'{"profile": "standard", "hours": -4}', "hours", "above 0 and up to 12"),
        (b'{"profile": "standard", "hours": 1e9}', "hours", "above 0 and up to 12"),
        (b'{"profile": "standard", "hours": "4"}', "hours", "above 0 and up to 12"),
        (b'{"profile": "standard", "hours": NaN}', "body", "finite numbers"),
        (b'{"profile": "standard", "holder": ""}', "holder", "1 to 64 printable characters"),
        (b'{"profile": "standard", "hour": 4}', "hour", "profile, hours, holder"),
        (b'{"profile": "stan', "body", "a JSON object"),
        (b"profile=standard", "body", "a JSON object"),
    ],
)
def test_a_start_that_makes_no_sense_names_the_field_and_what_is_allowed(
    unchanged: Town, body: bytes, field: str, allowed: str
) -> None:
    answer = ask(unchanged, "POST", "/start", body)
    assert answer.status_code == 400
    told = problem(answer)
    assert [f["field"] for f in told["faults"]] == [field]
    assert allowed in told["faults"][0]["allowed"]


@pytest.mark.parametrize("hours", ["0", "-1", "NaN", "1e9", '"1"', "null"])
def test_an_extension_that_makes_no_sense_changes_nothing(unchanged: Town, hours: str) -> None:
    answer = ask(unchanged, "POST", "/extend", f'{{"hours": {hours}}}'.encode())
    assert answer.status_code == 400
    assert problem(answer)["faults"]


def test_ten_megabytes_are_refused(unchanged: Town) -> None:
    answer = ask(unchanged, "POST", "/start", TEN_MEGABYTES)
    assert answer.status_code == 413
    assert "longer than 65536 bytes" in problem(answer)["detail"]


@pytest.mark.parametrize("token", ["", "wrong"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *[("POST", path) for path in ("/start", "/stop", "/extend", "/watchdog")],
        *[("GET", path) for path in ("/status", "/cost-report", "/metrics")],
    ],
)
def test_without_the_token_nothing_is_told(
    unchanged: Town, method: str, path: str, token: str
) -> None:
    answer = ask(unchanged, method, path, b'{"profile": "standard"}', token)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem(answer)["type"] == "urn:veilleur:problem:unauthorized"


def test_an_unknown_path_says_which_there_are(unchanged: Town) -> None:
    answer = ask(unchanged, "GET", "/nowhere")
    assert answer.status_code == 404
    assert "/status" in problem(answer)["advice"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/start"), ("DELETE", "/status")])
def test_an_unknown_method_says_which_there_are(unchanged: Town, method: str, path: str) -> None:
    answer = ask(unchanged, method, path)
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert problem(answer)["type"] == "urn:veilleur:problem:method"


def test_a_month_that_is_none_is_refused(unchanged: Town) -> None:
    answer = ask(unchanged, "GET", "/cost-report?month=2026-13")
    assert answer.status_code == 400
    assert problem(answer)["faults"][0]["field"] == "month"


def test_the_log_has_a_line_for_each_and_neither_secret_nor_trace(unchanged: Town) -> None:
    environ = unchanged.stage.environ
    asked = ask(unchanged, "POST", "/start", b'{"profile": "huge"}')
    log = unchanged.program.log.read_text()
    assert asked.status_code == 400
    assert '"fields": ["profile"]' in log
    assert "Traceback" not in log
    secret = ("TOKEN", "SECRET", "ACCESS_KEY")
    values = {v for k, v in environ.items() if any(word in k for word in secret) and len(v) > 8}
    assert len(values) >= 4
    assert [value for value in values if value in log] == []

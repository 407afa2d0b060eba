"""Each command asks one thing of the functions, and says what came of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from functions.console.ask import Ask, Reply
from shared.errors import ConfigError, LockHeldError, TemporaryError, UnansweredError
from tests.functions.console.shell import problem, reply, veilleur
from tests.functions.desk import OFF, STARTING


@pytest.mark.parametrize(
    ("line", "ask"),
    [
        (
            "start standard --hours 4 --holder ana",
            Ask(
                method="POST",
                path="/start",
                fields={"profile": "standard", "hours": 4, "holder": "ana"},
            ),
        ),
        (
            "start ai --hours 0.5 --holder ana",
            Ask(
                method="POST",
                path="/start",
                fields={"profile": "ai", "hours": 0.5, "holder": "ana"},
            ),
        ),
        ("stop", Ask(method="POST", path="/stop", fields={})),
        ("stop --holder ana", Ask(method="POST", path="/stop", fields={"holder": "ana"})),
        (
            "extend --hours 1 --holder ana",
            Ask(method="POST", path="/extend", fields={"hours": 1, "holder": "ana"}),
        ),
        ("status", Ask(method="GET", path="/status")),
        ("tick", Ask(method="POST", path="/watchdog")),
        (
            "report --month 2026-02 --language fr",
            Ask(
                method="GET",
                path="/cost-report",
                query={"month": "2026-02"},
                text=True,
                language="fr",
            ),
        ),
        ("report --json", Ask(method="GET", path="/cost-report")),
    ],
)
def test_a_command_is_one_call(line: str, ask: Ask) -> None:
    ran = veilleur(*line.split())
    assert ran.caller.asked == [ask]
    assert ran.caller.closed


def test_a_start_names_who_asks_for_it() -> None:
    fields = veilleur("start", "standard").caller.asked[0].fields or {}
    assert fields["holder"]
    assert "hours" not in fields


def test_the_status_is_told_line_by_line() -> None:
    status = replace(STARTING, bills=("pool general: 2 x a1",), missing=("load_balancer",))
    assert veilleur("status", answers=[reply(status)]).out.splitlines() == [
        "lab: starting, 1 of 2 nodes ready: 2 nodes were asked for",
        "  cost     at least CHF 0.01 so far, CHF 0.06 an hour",
        "  end      17:00 (standard)",
        "  held by  ana until 17:00",
        "  billed   pool general: 2 x a1",
    ]


def test_an_off_lab_shows_its_proof() -> None:
    out = veilleur("status", answers=[reply(OFF)]).out
    assert "  proof    pools: none\n" in out


def test_json_is_the_answer_itself() -> None:
    ran = veilleur("status", "--json")
    assert json.loads(ran.out)["phase"] == "starting"


def test_a_report_is_told_as_it_came() -> None:
    assert (
        veilleur("report", answers=[Reply(200, "CHF 1.20 in March")]).out == "CHF 1.20 in March\n"
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (reply(STARTING, 202), 0),
        (problem(409, "refused", "caller"), 1),
        (problem(400, "invalid-request", "caller"), 2),
        (problem(401, "unauthorized", "caller"), 2),
        (problem(500, "config", "operator"), 2),
        (problem(502, "capacity", "platform"), 3),
        (problem(503, "rate-limited", "platform"), 3),
        (problem(409, "conflict", "platform"), 4),
        (problem(409, "lock-held", "platform"), 4),
        (Reply(504, "<html>a gateway</html>"), 3),
        (ConfigError("lab.yaml: missing", "OS_AUTH_URL: missing"), 2),
        (TemporaryError("no connection"), 3),
        (UnansweredError("sent, and never answered"), 3),
        (LockHeldError("start is acting"), 4),
    ],
)
def test_the_exit_code_says_whose_fault_it_is(answer: Reply | Exception, code: int) -> None:
    assert veilleur("extend", "--hours", "1", answers=[answer]).code == code  # type: ignore[list-item]


def test_a_refusal_is_told_on_stderr_with_its_fields_and_advice() -> None:
    told = {
        "type": "urn:veilleur:problem:invalid-request",
        "title": "The request is not valid",
        "detail": "one field",
        "fault": "caller",
        "faults": [{"field": "hours", "found": "'99'", "allowed": "up to 12"}],
        "advice": "ask for less",
    }
    ran = veilleur("extend", "--hours", "99", answers=[Reply(400, told)])
    assert ran.out == ""
    assert "hours: found '99'; allowed: up to 12" in ran.err
    assert "ask for less" in ran.err


def test_a_wrong_configuration_lists_every_fault() -> None:
    ran = veilleur("status", answers=[ConfigError("lab.yaml: missing", "OS_AUTH_URL: missing")])
    assert "lab.yaml: missing\nOS_AUTH_URL: missing" in ran.err


@pytest.mark.parametrize(
    "line",
    ["", "sleep", "start", "start standard --hours nan", "extend", "extend --hours four", "stop x"],
)
def test_bad_use_is_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        veilleur(*line.split())
    assert ended.value.code == 2
    assert "usage: veilleur" in capsys.readouterr().err


def test_help_teaches_by_example_and_tells_the_exit_codes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        veilleur("--help")
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert "veilleur start standard --hours 4" in told
    assert "4  another function is acting" in told

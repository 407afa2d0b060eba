"""One canonical line a call: what was decided and why, and never a secret."""

from __future__ import annotations

import json

import pytest

from functions._entry.logline import canonical
from tests.functions.desk import TOKEN, Office


def test_the_line_says_what_was_asked_of_which_lab_what_was_decided_and_why(
    office: Office,
) -> None:
    office.call("POST", "/start", b'{"profile": "standard"}')
    (line,) = office.lines
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "event": "call",
        "method": "POST",
        "route": "/start",
        "status": 202,
        "lab": "lab",
        "session": "s-1",
        "decision": "starting",
        "reason": "2 nodes were asked for",
        "changed": True,
    }


def test_a_refusal_is_one_line_too_and_names_fields_not_values(office: Office) -> None:
    office.call("POST", "/start", b'{"profile": "pasted-secret"}')
    (line,) = office.lines
    assert (line["status"], line["error"]) == (400, "InvalidRequestError")
    assert line["fields"] == ["profile"]
    assert "pasted-secret" not in json.dumps(line)


@pytest.mark.parametrize("path", ["/status", f"/{TOKEN}", "/start"])
def test_no_token_gets_into_the_log_wherever_it_was_pasted(office: Office, path: str) -> None:
    office.call(TOKEN, path, TOKEN.encode(), query={"token": TOKEN}, cookie=TOKEN)
    office.call("POST", path, json.dumps({TOKEN: TOKEN}).encode(), token=f"{TOKEN}x")
    assert len(office.lines) == 2
    assert TOKEN not in json.dumps(office.lines)


def test_the_line_is_json_on_one_line_of_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    canonical({"event": "call", "reason": "two\nlines, é"})
    written = capsys.readouterr().out
    assert written.count("\n") == 1
    assert json.loads(written)["reason"] == "two\nlines, é"

"""One line of JSON for a call, and no secret in it, however it got there."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from shared.log import HIDDEN, Log

CALL: dict[str, object] = {
    "function": "watchdog",
    "lab": "lab",
    "session": "s-1",
    "decision": "wait",
    "reason": "2 of 2 nodes are not ready yet",
    "status": 200,
    "duration_ms": 183.4,
}


def written(fields: dict[str, object], *secrets: str) -> str:
    stream = StringIO()
    Log(secrets=secrets, stream=stream).write(fields)
    return stream.getvalue()


def test_a_call_is_one_line_and_says_what_it_was_given() -> None:
    line = written(CALL)
    assert line.count("\n") == 1
    assert json.loads(line) == CALL


def test_a_text_of_many_lines_stays_one_line() -> None:
    assert written({"reason": "a\nb\r\nc"}).count("\n") == 1


def test_it_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    Log().write(CALL)
    assert json.loads(capsys.readouterr().out)["function"] == "watchdog"


def test_a_known_secret_is_hidden_wherever_it_turns_up() -> None:
    fields = {
        "reason": "asked with tok-abcdef-1",
        "more": {"deep": ["x tok-abcdef-1 y"], "tok-abcdef-1": 1},
        "error": ValueError("tok-abcdef-1"),
    }
    assert "tok-abcdef-1" not in written(fields, "tok-abcdef-1")


def test_of_two_secrets_where_one_holds_the_other_nothing_remains() -> None:
    line = written({"reason": "secret-part-and-rest"}, "secret-part", "secret-part-and-rest")
    assert "rest" not in line


def test_a_short_secret_does_not_blacken_ordinary_words() -> None:
    assert "the lab sleeps" in written({"reason": "the lab sleeps"}, "", "e", "lab")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("https://user:pa55word@example.org/x", "pa55word"),
        ("GET /lease/eyJhbGci.payload", "eyJhbGci.payload"),
        ("?X-Amz-Signature=0123abcd&x=1", "0123abcd"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "MIIE"),
        ("-----BEGIN EC PRIVATE KEY-----\nMIIE cut", "MIIE"),
        ("client-key-data: TUlJRQ==", "TUlJRQ=="),
        ("jwt eyJhbGci.eyJzdWIi.c2ln", "eyJzdWIi"),
        ("key AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_too(text: str, secret: str) -> None:
    assert secret not in written({"reason": text})


@pytest.mark.parametrize(
    "name", ["password", "aws_secret_access_key", "authorization", "api_token", "kubeconfig"]
)
def test_a_field_that_is_named_like_a_secret_shows_none(name: str) -> None:
    assert json.loads(written({name: "whatever"}))[name] == HIDDEN


def test_the_locks_token_is_a_number_and_no_secret() -> None:
    assert json.loads(written({"token": 12}))["token"] == 12


def test_an_endless_value_is_cut() -> None:
    assert len(written({"reason": "x " * 100_000})) < 3_000

"""HTTP as every adapter speaks it: what is retried, what is not, and which error it becomes."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from shared.errors import (
    ConflictError,
    CorruptError,
    DeniedError,
    PermanentError,
    PortError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
)
from shared.http import Answer, Http, Timeouts, refusal, retry_after
from tests.adapters.server import Reply, script, serving

SHORT = Timeouts(connect_seconds=0.5, read_seconds=0.1)


def http(*, token: str = "", attempts: int = 2, admit: Callable[[], None] | None = None) -> Http:
    return Http(token=token, timeouts=SHORT, attempts=attempts, admit=admit, sleep=lambda _: None)


@pytest.mark.parametrize(
    ("method", "status", "error"),
    [
        ("GET", 401, DeniedError),
        ("GET", 403, DeniedError),
        ("GET", 404, PermanentError),
        ("PATCH", 409, ConflictError),
        ("GET", 429, RateLimitedError),
        ("GET", 500, TemporaryError),
        ("POST", 500, TemporaryError),
        ("POST", 502, UnansweredError),
        ("POST", 503, TemporaryError),
        ("DELETE", 504, UnansweredError),
        ("GET", 504, TemporaryError),
        ("GET", 302, PermanentError),
        ("POST", 422, PermanentError),
    ],
)
def test_each_refusal_has_its_error(method: str, status: int, error: type[PortError]) -> None:
    found = refusal(Answer(status=status), method, "host/path")
    assert type(found) is error


def test_a_refusal_shows_no_more_than_a_sentence_of_the_other_side() -> None:
    found = refusal(Answer(status=400), "GET", "host/path", "x" * 10_000)
    assert len(str(found)) < 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 0),
        (
            {
                "retry-after": "Mon, 23 Nov 2026 18:30:00 GMT",
                "date": "Mon, 23 Nov 2026 18:28:05 GMT",
            },
            115,
        ),
        (
            {
                "retry-after": "Mon, 23 Nov 2026 18:00:00 GMT",
                "date": "Mon, 23 Nov 2026 18:28:05 GMT",
            },
            0,
        ),
        ({"retry-after": "Mon, 23 Nov 2026 18:30:00 GMT"}, 30),
        ({"retry-after": "soon"}, 30),
        ({"retry-after": "-5"}, 30),
        ({"retry-after": "99999999999"}, 3600),
        ({}, 30),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_unbounded(
    headers: dict[str, str], seconds: int
) -> None:
    assert retry_after(Answer(status=429, headers=headers)) == timedelta(seconds=seconds)


def test_a_read_is_asked_again_when_a_gateway_lost_it() -> None:
    with serving(script(Reply(status=503), Reply(body={"n": 1}))) as server, http() as client:
        assert client.call("GET", server.url).json() == {"n": 1}
    assert len(server.heard) == 2


def test_a_read_is_asked_again_when_the_connection_broke() -> None:
    with serving(script(Reply(cut=True), Reply(body={"n": 1}))) as server, http() as client:
        assert client.call("GET", server.url).json() == {"n": 1}


def test_a_read_is_not_asked_for_ever() -> None:
    with (
        serving(script(Reply(cut=True))) as server,
        http(attempts=3) as client,
        pytest.raises(TemporaryError),
    ):
        client.call("GET", server.url)
    assert len(server.heard) == 3


def test_a_server_that_names_a_time_is_not_asked_again_before() -> None:
    busy = Reply(status=503, headers={"Retry-After": "9"})
    with serving(script(busy)) as server, http() as client:
        assert client.call("GET", server.url).status == 503
    assert len(server.heard) == 1


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
@pytest.mark.parametrize("reply", [Reply(cut=True), Reply(silent=True)], ids=["cut", "silent"])
def test_a_write_that_was_sent_and_not_answered_is_unanswered_and_sent_once(
    method: str, reply: Reply
) -> None:
    with serving(script(reply)) as server, http() as client:
        with pytest.raises(UnansweredError):
            client.call(method, server.url, json={})
        assert len(server.heard) == 1


def test_a_write_that_found_no_connection_was_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        with http() as client, pytest.raises(TemporaryError) as caught:
            client.call("POST", f"http://127.0.0.1:{taken.getsockname()[1]}/x", json={})
    assert not isinstance(caught.value, UnansweredError)


def test_a_write_to_a_host_without_a_name_was_not_sent() -> None:
    with http() as client, pytest.raises(TemporaryError) as caught:
        client.call("POST", "http://no-such-host.invalid/", json={})
    assert not isinstance(caught.value, UnansweredError)


def test_redirects_are_not_followed_because_the_token_would_travel() -> None:
    moved = Reply(status=302, headers={"Location": "/elsewhere"})
    with serving(script(moved)) as server, http(token="s3cret") as client:
        assert client.call("GET", server.url).status == 302
    assert [heard.path for heard in server.heard] == ["/"]


def test_a_netrc_never_replaces_our_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(script(Reply())) as server, http(token="s3cret") as client:
        client.call("GET", server.url)
    assert server.heard[0].headers["authorization"] == "Bearer s3cret"


def test_messages_show_neither_query_nor_token() -> None:
    with (
        serving(script(Reply(cut=True))) as server,
        http(token="s3cret", attempts=1) as client,
        pytest.raises(TemporaryError) as caught,
    ):
        client.call("GET", server.url, params={"signature": "abcdef"})
    assert "s3cret" not in str(caught.value)
    assert "abcdef" not in str(caught.value)


def test_the_pace_is_asked_before_each_attempt() -> None:
    asked: list[int] = []
    replies = script(Reply(status=503), Reply())
    with serving(replies) as server, http(admit=lambda: asked.append(1)) as client:
        client.call("GET", server.url)
    assert len(asked) == 2


def test_a_pace_that_says_no_is_obeyed_at_once() -> None:
    def never() -> None:
        raise RateLimitedError("later")

    with (
        serving(script(Reply())) as server,
        http(admit=never) as client,
        pytest.raises(RateLimitedError),
    ):
        client.call("GET", server.url)
    assert server.heard == []


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"", b"\xff"])
def test_a_body_that_is_no_object_is_corrupt(body: bytes) -> None:
    with pytest.raises(CorruptError):
        Answer(status=200, body=body).json()

"""The same command over HTTP and in this very process gives the same answers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import closing

import flask
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from functions._entry.flask_door import serve
from functions.console.ask import Ask, Caller, Reply
from functions.console.callers import InProcess, Remote, caller_of
from shared.errors import TemporaryError
from shared.http import Http
from tests.functions.desk import TOKEN, Office

START = Ask(method="POST", path="/start", fields={"profile": "standard", "hours": 0.5})
REPORT = Ask(
    method="GET", path="/cost-report", query={"month": "2026-02"}, text=True, language="fr"
)


class Quiet(WSGIRequestHandler):
    def log(self, *_args: object, **_more: object) -> None:
        """Our own line says it."""


@pytest.fixture
def url(office: Office) -> Iterator[str]:
    """The functions on a real socket of this machine."""
    app = flask.Flask("desk")

    @app.route("/<path:path>", methods=["GET", "POST"])
    def run(**_path: str) -> flask.Response:
        return serve(office.app, flask.request)

    server = make_server("127.0.0.1", 0, app, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["remote", "in process"])
def caller(request: pytest.FixtureRequest, office: Office) -> Iterator[Caller]:
    if request.param == "in process":
        yield InProcess(office.app)
        return
    with closing(Remote(request.getfixturevalue("url"), Http(token=TOKEN))) as remote:
        yield remote


def test_an_act_is_answered_with_the_status(caller: Caller, office: Office) -> None:
    reply = caller.call(START)
    assert (reply.status, reply.shown["phase"]) == (202, "starting")
    assert len(office.desk.heard) == 1


def test_words_are_asked_for_in_a_language(caller: Caller) -> None:
    assert caller.call(REPORT) == Reply(200, "fr: CHF 1.20")


def test_a_refusal_comes_as_its_problem(caller: Caller) -> None:
    reply = caller.call(Ask(method="POST", path="/start", fields={"profile": "huge"}))
    assert (reply.status, reply.shown["type"]) == (400, "urn:veilleur:problem:invalid-request")


def test_a_look_over_http_only_looks(url: str, office: Office) -> None:
    with closing(Remote(url, Http(token=TOKEN))) as remote:
        remote.look()
    assert office.desk.heard == ["status"]


def test_a_look_in_process_carries_the_lab_on_because_nobody_else_does(office: Office) -> None:
    InProcess(office.app).look()
    assert office.desk.heard == ["tick", "status"]


def test_url_and_token_come_from_the_environment(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"VEILLEUR_URL": f"{url}/", "VEILLEUR_TOKEN": TOKEN}
    with closing(caller_of(environ, err=sys.stderr)) as caller:
        assert caller.call(START).status == 202
    assert TOKEN not in "".join(capsys.readouterr())


def test_nobody_at_the_url_is_an_error_of_ours() -> None:
    with (
        closing(Remote("http://127.0.0.1:9", Http(attempts=1))) as remote,
        pytest.raises(TemporaryError),
    ):
        remote.look()

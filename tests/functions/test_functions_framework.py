"""Each function on functions-framework, alone and all in one, as its server loads them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

import flask
import functions_framework
import pytest
from flask.testing import FlaskClient

from functions._entry.flask_door import serve
from functions._entry.messages import BODY_LIMIT
from tests.functions.desk import TOKEN, Office

FUNCTIONS = Path(__file__).parents[2] / "functions"
SOURCES = {
    "start": "start/main.py",
    "stop": "stop/main.py",
    "watchdog": "watchdog/main.py",
    "cost_report": "cost_report/main.py",
    "status": "status/main.py",
    "veilleur": "app.py",
}


def loaded(target: str, source: str) -> FlaskClient:
    app = cast(flask.Flask, functions_framework.create_app(target, str(FUNCTIONS / source)))
    return app.test_client()


@pytest.mark.parametrize("target", SOURCES)
def test_each_function_loads_alone_and_is_healthy_without_any_configuration(target: str) -> None:
    answer = loaded(target, SOURCES[target]).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.fixture
def client(office: Office) -> FlaskClient:
    """The door over the desk, mounted as functions-framework mounts a target."""
    app = flask.Flask("desk")

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def target(**_path: str) -> flask.Response:
        return serve(office.app, flask.request)

    @app.after_request
    def read_all(response: flask.Response) -> flask.Response:
        flask.request.get_data()  # what functions-framework does before it answers
        return response

    return app.test_client()


def test_a_request_goes_through_with_method_path_query_headers_and_body(
    office: Office, client: FlaskClient
) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = client.post("/start", data=b'{"profile": "minimal"}', headers=bearer)
    assert (answer.status_code, answer.headers["Location"]) == (202, "/status")
    assert client.get("/cost-report?month=2026-02", headers=bearer).status_code == 200
    assert office.desk.heard[1] == ("report", "2026-02")


class Watched(io.BytesIO):
    """A body that remembers the largest piece that was asked of it."""

    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.largest = max(self.largest, len(piece))
        return piece


def test_ten_megabytes_are_413_and_are_never_in_memory_at_once(
    office: Office, client: FlaskClient
) -> None:
    body = Watched(b"x" * 10_000_000)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answer = client.post("/start", input_stream=body, content_length=10_000_000, headers=bearer)
    assert answer.status_code == 413
    assert body.tell() == 10_000_000  # the client could write it all, and so reads the answer
    assert body.largest <= BODY_LIMIT
    assert office.desk.heard == []

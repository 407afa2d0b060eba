"""A function that is deployed by itself is called at "/" as well as under its own path."""

from __future__ import annotations

import pytest

from functions._entry.app import App
from functions._entry.messages import Request
from functions._entry.routes import Route
from functions.cost_report import main as cost_report
from functions.start import main as start
from functions.stop import main as stop
from functions.watchdog import main as watchdog
from tests.functions.desk import TOKEN, Desk


@pytest.mark.parametrize(
    ("routes", "body"),
    [
        (start.ROUTES, b'{"profile": "minimal"}'),
        (stop.ROUTES, b""),
        (watchdog.ROUTES, b""),
        (cost_report.ROUTES, b""),
    ],
    ids=["start", "stop", "watchdog", "cost_report"],
)
def test_its_first_route_answers_at_the_root(routes: tuple[Route, ...], body: bytes) -> None:
    desk = Desk()
    app = App(routes, service=lambda: desk, log=lambda _facts: None)
    first = routes[0]
    for path in ("/", first.path, f"{first.path}/"):
        headers = {"authorization": f"Bearer {TOKEN}"}
        assert app(Request(method=first.method, path=path, headers=headers, body=body)).status < 300
    assert len(desk.heard) == 3

"""GET /status, the phone's page at GET /, and GET /metrics. Read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions._entry.answer import Answer
from functions._entry.app import App
from functions._entry.flask_door import serve
from functions._entry.lab_status import shown
from functions._entry.lambda_door import http_handler
from functions._entry.messages import Request
from functions._entry.routes import Route
from functions._entry.service import Service
from functions.status.metrics import metrics
from functions.status.profiles import profiles
from functions.status.static import PAGE

if TYPE_CHECKING:
    import flask


def look(service: Service, _request: Request) -> Answer:
    return shown(service.status())


ROUTES = (
    Route("GET", "/status", look),
    Route("GET", "/metrics", metrics),
    Route("GET", "/profiles", profiles),
)
FREE = PAGE
APP = App(ROUTES, FREE)
handler = http_handler(APP)


def status(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)

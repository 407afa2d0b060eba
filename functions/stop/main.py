"""POST /stop {holder?, cluster?}: a holder gives back its lease; without one it ends for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions._entry.answer import Answer
from functions._entry.app import App
from functions._entry.body import fields_of, key_of
from functions._entry.flask_door import serve
from functions._entry.lab_status import accepted
from functions._entry.lambda_door import http_handler
from functions._entry.messages import Request
from functions._entry.routes import Route
from functions._entry.service import Service
from shared.core.asked import stop_asked

if TYPE_CHECKING:
    import flask


def stop_lab(service: Service, request: Request) -> Answer:
    return accepted(service.stop(stop_asked(fields_of(request), key=key_of(request))))


ROUTES = (Route("POST", "/stop", stop_lab),)
APP = App(ROUTES)
handler = http_handler(APP)


def stop(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)

"""POST /start {profile, hours?, holder?, cluster?} and POST /extend {hours, holder?}.

Each writes the wish, takes the first step and answers within a second; what goes
on is told by GET /status.
"""

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
from shared.core.asked import extend_asked, start_asked

if TYPE_CHECKING:
    import flask


def start_lab(service: Service, request: Request) -> Answer:
    asked = start_asked(fields_of(request), service.settings, key=key_of(request))
    return accepted(service.start(asked))


def extend_lab(service: Service, request: Request) -> Answer:
    asked = extend_asked(fields_of(request), service.settings, key=key_of(request))
    return accepted(service.extend(asked))


ROUTES = (Route("POST", "/start", start_lab), Route("POST", "/extend", extend_lab))
APP = App(ROUTES)
handler = http_handler(APP)


def start(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)

"""POST /watchdog, or any scheduler's event: one tick, which carries every wish on.

The body is not read: each scheduler sends its own. Twice, late or never must be
survivable, and is, because a tick decides from what it sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions._entry.answer import Answer
from functions._entry.app import App
from functions._entry.flask_door import serve
from functions._entry.lab_status import shown
from functions._entry.lambda_door import scheduled_handler
from functions._entry.messages import Request
from functions._entry.routes import Route
from functions._entry.service import Service

if TYPE_CHECKING:
    import flask


def tick(service: Service, _request: Request) -> Answer:
    return shown(service.tick())


ROUTES = (Route("POST", "/watchdog", tick),)
APP = App(ROUTES)
handler = scheduled_handler(APP, method="POST", path="/watchdog")


def watchdog(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)

"""One process that serves all five functions under their paths.

Its table of routes is the union of theirs; `veilleur` is its functions-framework
target, and `python -m functions` starts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions._entry.app import App
from functions._entry.flask_door import serve
from functions.cost_report import main as cost_report
from functions.start import main as start
from functions.status import main as status
from functions.stop import main as stop
from functions.watchdog import main as watchdog

if TYPE_CHECKING:
    import flask

ROUTES = (
    *start.ROUTES,
    *stop.ROUTES,
    *watchdog.ROUTES,
    *cost_report.ROUTES,
    *status.ROUTES,
)
FREE = status.FREE
APP = App(ROUTES, FREE)


def veilleur(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)

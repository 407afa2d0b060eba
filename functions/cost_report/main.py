"""GET /cost-report?month=YYYY-MM: this session, the month, on demand against 24/7."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from functions._entry.answer import Answer
from functions._entry.app import App
from functions._entry.flask_door import serve
from functions._entry.lambda_door import http_handler
from functions._entry.messages import Request
from functions._entry.routes import Route
from functions._entry.service import Service
from shared.errors import FieldFault, InvalidRequestError

if TYPE_CHECKING:
    import flask

MONTH = re.compile(r"2\d{3}-(0[1-9]|1[0-2])", re.ASCII)  # of the years that calendars here know


def report(service: Service, request: Request) -> Answer:
    made = service.cost_report(_month(request))
    return Answer(status=HTTPStatus.OK.value, shown=made, say=made.text)


def _month(request: Request) -> str | None:
    """None, where none is named: the present one. Raises InvalidRequestError."""
    unknown = [
        FieldFault(field=name[:60], found="unknown parameter", allowed="month")
        for name in request.query
        if name != "month"
    ]
    month = request.query.get("month")
    if month is not None and not MONTH.fullmatch(month):
        unknown.append(
            FieldFault(
                field="month", found=repr(month[:40]), allowed="YYYY-MM, from 2000-01 to 2999-12"
            )
        )
    if unknown:
        raise InvalidRequestError(*unknown)
    return month


ROUTES = (Route("GET", "/cost-report", report),)
APP = App(ROUTES)
handler = http_handler(APP)


def cost_report(request: flask.Request) -> flask.Response:
    """The functions-framework target."""
    return serve(APP, request)

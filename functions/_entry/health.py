"""GET /healthz: the process answers. Says nothing of the lab, asks nobody."""

from __future__ import annotations

from http import HTTPStatus

from functions._entry.answer import ALWAYS
from functions._entry.messages import Request, Response
from functions._entry.routes import OpenRoute


def _healthy(_request: Request) -> Response:
    headers = {**ALWAYS, "Content-Type": "text/plain; charset=utf-8"}
    return Response(status=HTTPStatus.OK.value, headers=headers, body=b"ok\n")


HEALTH = OpenRoute("GET", "/healthz", _healthy)

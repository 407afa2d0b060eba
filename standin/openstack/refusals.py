"""Each OpenStack service refuses in a form of its own; clients read the message out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

Json = dict[str, Any]
Dress = Callable[[int, str, str], Json]  # status, type, message

TITLES = {
    300: "Multiple Choices",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
NOVA_WORDS = {
    400: "badRequest",
    403: "forbidden",
    404: "itemNotFound",
    409: "conflictingRequest",
    413: "overLimit",
    429: "overLimit",
    503: "serviceUnavailable",
}


class RefusedError(Exception):
    """A service says no. `kind` is Neutron's error type; the other services have none."""

    def __init__(self, status: int, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.kind = status, message, kind


def keystone(status: int, _: str, message: str) -> Json:
    title = TITLES.get(status, "Error")
    return {"error": {"code": status, "message": message, "title": title}}


def nova(status: int, _: str, message: str) -> Json:
    """Nova's and Cinder's: the word of the status, then code and message."""
    if status == 401:
        return keystone(status, "", message)
    return {NOVA_WORDS.get(status, "computeFault"): {"code": status, "message": message}}


def neutron(status: int, kind: str, message: str) -> Json:
    name = kind or TITLES.get(status, "HTTPError").replace(" ", "")
    return {"NeutronError": {"type": name, "message": message, "detail": ""}}


def octavia(status: int, _: str, message: str) -> Json:
    side = "Client" if status < 500 else "Server"
    return {"faultcode": side, "faultstring": message, "debuginfo": None}


DRESSES: dict[str, Dress] = {
    "identity": keystone,
    "compute": nova,
    "volume": nova,
    "network": neutron,
    "load-balancer": octavia,
}


def refusal(request: web.Request, status: int, kind: str, message: str) -> web.Response:
    """The refusal as the service that `request` went to would word it."""
    service = request.path.lstrip("/").partition("/")[0]
    body = DRESSES.get(service, keystone)(status, kind, message)
    answer = web.json_response(body, status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = f'Keystone uri="{request.url.origin()}/identity"'
    return answer

"""How every answer looks: {result, data, error}, and an error's inside (P1.3, P1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web

Json = dict[str, Any]
ENVELOPE = ("result", "data", "error")


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong field: `values` are what it may be, where that can be listed."""

    attribute: str
    rule: str
    description: str
    values: Sequence[object] = ()

    def told(self) -> Json:
        return {
            "code": f"validation_rule_{self.rule}",
            "description": self.description,
            "context": {"attribute": self.attribute, "values": list(self.values)},
        }


@dataclass(slots=True)
class KaasError(Exception):
    """A refusal in the API's own words."""

    status: int
    code: str
    description: str
    errors: list[Json] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    def told(self) -> Json:
        return {"code": self.code, "description": self.description, "errors": self.errors}

    def answer(self) -> web.Response:
        body = {"result": "error", "data": None, "error": self.told()}
        return web.json_response(body, status=self.status, headers=self.headers)


def invalid(faults: Iterable[Fault]) -> KaasError:
    """422, as such an API usually answers: the real one's code is not known (P1.13)."""
    errors = [fault.told() for fault in faults]
    unprocessable = HTTPStatus.UNPROCESSABLE_ENTITY
    return KaasError(unprocessable, "validation_failed", "Validation failed", errors)


def not_found() -> KaasError:
    return KaasError(HTTPStatus.NOT_FOUND, "object_not_found", "Object not found")


def refused(code: str, description: str) -> KaasError:
    """400: a request that is well-formed and still cannot be granted."""
    return KaasError(HTTPStatus.BAD_REQUEST, code, description)


def success(data: object, **page: int) -> web.Response:
    return web.json_response({"result": "success", "data": data, "error": None, **page})


def accepted(data: object, status: int = HTTPStatus.OK) -> web.Response:
    """What goes on after the answer says "asynchronous" (P1.4)."""
    return web.json_response({"result": "asynchronous", "data": data, "error": None}, status=status)


def shape(_: web.Request, status: int, code: str, message: str) -> web.Response:
    """How the wire's own faults and the router's refusals look."""
    if status == HTTPStatus.NOT_FOUND:
        return not_found().answer()
    return KaasError(status, code, message).answer()

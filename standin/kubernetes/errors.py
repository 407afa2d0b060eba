"""What the API says when it refuses: a Status object with code, reason and details.

Reasons and sentences are those of k8s.io/apimachinery `pkg/api/errors`; clients
compare the reason, people read the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from standin.kubernetes.kinds import Resource
from standin.kubernetes.shapes import Obj


class ApiError(Exception):
    """Any refusal. `status()` is the body, `code` the HTTP status."""

    def __init__(self, code: int, reason: str, message: str, *, details: Obj | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details or {}
        self.metadata: Obj = {}

    def status(self) -> Obj:
        body: Obj = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": self.metadata,
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "code": self.code,
        }
        return body | ({"details": self.details} if self.details else {})

    def headers(self) -> dict[str, str]:
        seconds = self.details.get("retryAfterSeconds")
        return {"Retry-After": str(seconds)} if seconds else {}


@dataclass(frozen=True, slots=True)
class Cause:
    """One field that is wrong; `reason` is a key of `_WORDS`."""

    field: str
    message: str
    reason: str = "FieldValueInvalid"

    def json(self) -> Obj:
        return {"reason": self.reason, "message": self.message, "field": self.field}


def required(field: str, detail: str = "") -> Cause:
    said = f"Required value: {detail}" if detail else "Required value"
    return Cause(field, said, "FieldValueRequired")


def wrong(field: str, value: str, detail: str) -> Cause:
    """`value` is already written as the API writes it: strings in quotes, numbers bare."""
    return Cause(field, f"Invalid value: {value}: {detail}")


def prohibited(field: str, detail: str) -> Cause:
    return Cause(field, f"Forbidden: {detail}", "FieldValueForbidden")


def duplicate(field: str, value: str) -> Cause:
    return Cause(field, f"Duplicate value: {value}", "FieldValueDuplicate")


def unsupported(field: str, value: str, allowed: tuple[str, ...]) -> Cause:
    shown = ", ".join(f'"{one}"' for one in allowed)
    said = f'Unsupported value: "{value}": supported values: {shown}'
    return Cause(field, said, "FieldValueNotSupported")


def _about(resource: Resource, name: str) -> Obj:
    about = {"name": name, "group": resource.group, "kind": resource.plural}
    return {key: value for key, value in about.items() if value}


def not_found(resource: Resource, name: str) -> ApiError:
    message = f'{resource.qualified} "{name}" not found'
    return ApiError(404, "NotFound", message, details=_about(resource, name))


def already_exists(resource: Resource, name: str) -> ApiError:
    message = f'{resource.qualified} "{name}" already exists'
    return ApiError(409, "AlreadyExists", message, details=_about(resource, name))


def conflict(resource: Resource, name: str, why: str) -> ApiError:
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}'
    return ApiError(409, "Conflict", message, details=_about(resource, name))


def modified(resource: Resource, name: str) -> ApiError:
    why = (
        "the object has been modified; please apply your changes to the latest version "
        "and try again"
    )
    return conflict(resource, name, why)


def forbidden(
    resource: Resource, name: str, why: str, *, causes: tuple[Cause, ...] = ()
) -> ApiError:
    said = (
        f'{resource.qualified} "{name}" is forbidden: {why}'
        if name
        else (f"{resource.qualified} is forbidden: {why}")
    )
    details = _about(resource, name)
    if causes:
        details["causes"] = [cause.json() for cause in causes]
    return ApiError(403, "Forbidden", said, details=details)


def invalid(resource: Resource, name: str, causes: list[Cause]) -> ApiError:
    told = [f"{cause.field}: {cause.message}" for cause in causes]
    shown = told[0] if len(told) == 1 else f"[{', '.join(told)}]"
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    details: Obj = {"name": name, "group": resource.group, "kind": resource.kind}
    details["causes"] = [cause.json() for cause in causes]
    return ApiError(422, "Invalid", f'{kind} "{name}" is invalid: {shown}', details=details)


def bad_request(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def expired(message: str) -> ApiError:
    """410: a revision or a page that the store no longer remembers."""
    return ApiError(410, "Expired", message)


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized", "Unauthorized")


def no_such_path() -> ApiError:
    message = "the server could not find the requested resource"
    return ApiError(404, "NotFound", message)


def too_large(limit: int) -> ApiError:
    message = f"Request entity too large: limit is {limit}"
    return ApiError(413, "RequestEntityTooLarge", message)


def method_not_allowed() -> ApiError:
    message = "the server does not allow this method on the requested resource"
    return ApiError(405, "MethodNotAllowed", message)


def unsupported_media(content_type: str) -> ApiError:
    allowed = "application/json, application/yaml"
    message = (
        "the body of the request was in an unknown format - "
        f"accepted media types include: {allowed} (got {content_type})"
    )
    return ApiError(415, "UnsupportedMediaType", message)

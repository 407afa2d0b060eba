"""What a client wrote, decoded as its kind: unknown fields are left out, told, or refused."""

from __future__ import annotations

from standin.kubernetes.call import Call
from standin.kubernetes.errors import ApiError, bad_request, unsupported
from standin.kubernetes.shapes import Json, Obj
from standin.kubernetes.typed.conform import conform

_VALIDATIONS = ("Ignore", "Strict", "Warn")


def decoded(call: Call, obj: Obj) -> Obj:
    """`obj` without nulls and unknown fields. Raises 400, or 422 for a strict patch."""
    cleaned: Obj = without_nulls(obj)
    if call.resource.custom is None:
        _tell(call, conform(call.resource, cleaned))
    return cleaned


def _tell(call: Call, unknown: list[str]) -> None:
    """fieldValidation: Warn unless the client asks otherwise."""
    wanted = call.query.get("fieldValidation") or "Warn"
    if wanted not in _VALIDATIONS:
        cause = unsupported("fieldValidation", wanted, _VALIDATIONS)
        raise bad_request(f"{cause.field}: {cause.message}")
    told = [f'unknown field "{path}"' for path in unknown]
    if told and wanted == "Strict":
        raise _strict(call, f"strict decoding error: {', '.join(told)}")
    if wanted == "Warn":
        call.warnings.extend(told)


def _strict(call: Call, message: str) -> ApiError:
    kind = call.resource
    if call.verb == "patch":
        said = f'{kind.kind} "{call.name}" is invalid: patch: Invalid value: {message}'
        return ApiError(422, "Invalid", said)
    version, name = kind.version, kind.kind
    return bad_request(f'{name} in version "{version}" cannot be handled as a {name}: {message}')


def without_nulls(value: Json) -> Json:
    """JSON's null means absent, as it does for the API's own decoder."""
    if isinstance(value, dict):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    return value

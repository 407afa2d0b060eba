"""The request's body: a small flat JSON object, and nothing else.

The Content-Type is not asked for: `curl -d` and phone shortcuts send whatever they
like, and a bearer token is required, so that no browser can be tricked into posting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from functions._entry.messages import BODY_LIMIT, Request
from shared.errors import FieldFault, InvalidRequestError, TooLargeError

KEY_LIMIT = 128


def fields_of(request: Request) -> dict[str, object]:
    """The body's fields; {} for an empty one. Numbers are int or Decimal, never float.

    Raises TooLargeError, and InvalidRequestError for anything but an object of
    scalars: NaN, Infinity, a name given twice, an array, no JSON at all.
    """
    check_size(request)
    if not request.body.strip():
        return {}
    found = _decoded(request.body)
    if not isinstance(found, dict):
        raise _wrong("body", f"JSON {_name_of(found)}", "a JSON object")
    faults = [_nested(name, value) for name, value in found.items() if not _is_scalar(value)]
    if faults:
        raise InvalidRequestError(*faults)
    return found


def key_of(request: Request) -> str:
    """The Idempotency-Key: "" where none was sent."""
    key = request.header("idempotency-key")
    if len(key) > KEY_LIMIT or not key.isprintable():
        allowed = f"at most {KEY_LIMIT} printable characters"
        raise _wrong("Idempotency-Key", f"{len(key)} characters", allowed)
    return key


def check_size(request: Request) -> None:
    if len(request.body) > BODY_LIMIT:
        raise TooLargeError(f"the body is longer than {BODY_LIMIT} bytes")


def _decoded(body: bytes) -> object:
    try:
        return json.loads(
            body.decode(),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once_each,
        )
    except UnicodeDecodeError as error:
        raise _wrong("body", "bytes that are not UTF-8", "a JSON object in UTF-8") from error
    except RecursionError as error:
        raise _wrong("body", "JSON nested too deeply", "a flat JSON object") from error
    except ValueError as error:  # JSONDecodeError, and integers of thousands of digits
        raise _wrong("body", f"not JSON ({_short(error)})", "a JSON object") from error


def _refuse_constant(name: str) -> NoReturn:
    raise _wrong("body", name, "finite numbers")


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _wrong(_cut(name), "given twice", "each field once")
        found[name] = value
    return found


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | Decimal)


def _nested(name: str, value: object) -> FieldFault:
    return FieldFault(field=_cut(name), found=f"JSON {_name_of(value)}", allowed="a single value")


def _name_of(value: object) -> str:
    if isinstance(value, Mapping):
        return "object"
    return "array" if isinstance(value, list) else f"{type(value).__name__}"


def _wrong(field: str, found: str, allowed: str) -> InvalidRequestError:
    return InvalidRequestError(FieldFault(field=field, found=found, allowed=allowed))


def _short(error: ValueError) -> str:
    return _cut(str(error).split(";", maxsplit=1)[0])


def _cut(text: str) -> str:
    return text[:60]

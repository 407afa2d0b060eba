"""Our objects as JSON: strict, dated by a schema number, readable by a person.

An object of a newer schema than ours is refused, never guessed at; a damaged
one is a CorruptError, never an empty one.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar

from shared.core.session import NodeCount
from shared.errors import CorruptError, NewerSchemaError, RefusedError

T = TypeVar("T")
SCHEMA = 1
# A string that is a time without Z or offset. Cheaper than a walk over all that was read.
LOOKS_NAIVE = re.compile(rb'"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d[\d:.]*"')


def encode(value: object) -> bytes:
    """With `schema` first, two spaces of indent, and Decimals as strings."""
    import msgspec

    plain = msgspec.to_builtins(value, enc_hook=_enc)
    return msgspec.json.format(msgspec.json.encode({"schema": SCHEMA, **plain}), indent=2) + b"\n"


def decode(body: bytes, kind: type[T], *, what: str) -> T:
    """Raises CorruptError, naming `what` and the field that is wrong."""
    import msgspec

    try:
        plain = msgspec.json.decode(body, type=dict[str, Any])
        _known(plain.pop("schema", None), what)
        found = msgspec.convert(plain, kind, dec_hook=_dec)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = f"{what} cannot be read: {error}"
        raise CorruptError(msg) from error
    if LOOKS_NAIVE.search(body) and _is_naive(found):
        msg = f"{what} cannot be read: a time in it has no time zone"
        raise CorruptError(msg)
    return found


def _is_naive(value: object) -> bool:
    """A time that cannot be compared with ours would break every decision from then on."""
    if isinstance(value, datetime):
        return value.tzinfo is None
    if isinstance(value, tuple | list):
        return any(_is_naive(item) for item in value)
    if isinstance(value, dict):
        return any(_is_naive(item) for item in value.values())
    return is_dataclass(value) and any(_is_naive(getattr(value, f.name)) for f in fields(value))


def _known(schema: object, what: str) -> None:
    if schema == SCHEMA:
        return
    msg = f"{what} has schema {schema!r}, known is {SCHEMA}"
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerSchemaError(msg, advice="update these functions: a newer version wrote it")
    raise CorruptError(msg)


def _enc(value: object) -> object:
    if isinstance(value, NodeCount):
        return int(value)
    msg = f"no JSON for {type(value).__name__}"
    raise NotImplementedError(msg)


def _dec(kind: type, value: object) -> object:
    import msgspec

    if kind is not NodeCount or not isinstance(value, int):
        msg = f"Expected `{kind.__name__}`, got `{type(value).__name__}`"
        raise msgspec.ValidationError(msg)
    try:
        return NodeCount(value)
    except RefusedError as error:
        raise msgspec.ValidationError(str(error)) from error

"""Compares plain values with the types of a file and names every difference, not the first one.

msgspec stops at its first error; a person who mends a file wants them all. So the
walk goes down to the leaves and asks msgspec about each alone. A leaf type's
description says what is expected: the same words stand in the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import msgspec

from shared.config.faults import Fault, one_of, shown, under


def differences(file: str, raw: object, kind: object, path: str = "") -> Iterator[Fault]:
    """Every fault of `raw` against `kind`: a Struct, a table, a list, or a described leaf."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from _of_struct(file, raw, kind, path)
    elif get_origin(kind) is dict:
        yield from _of_table(file, raw, kind, path)
    elif get_origin(kind) is tuple:
        yield from _of_list(file, raw, kind, path)
    else:
        yield from _of_leaf(file, raw, kind, path)


def expected(kind: object) -> str:
    """What a type wants, in words: a leaf's description."""
    if get_origin(kind) is Annotated:
        return str(get_args(kind)[1].description)
    return "a list" if get_origin(kind) is tuple else "a table"


def _of_struct(file: str, raw: object, kind: type[msgspec.Struct], path: str) -> Iterator[Fault]:
    if not isinstance(raw, dict):
        yield Fault(file=file, path=path, expected="a table", found=shown(raw))
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in raw:
        if name not in fields:
            yield _unknown(file, name, fields, under(path, name))
    for name, field in fields.items():
        if name in raw:
            yield from differences(file, raw[name], field.type, under(path, name))
        elif field.required:
            yield Fault(
                file=file, path=under(path, name), expected=expected(field.type), found="nothing"
            )


def _unknown(file: str, name: object, known: dict[str, Any], path: str) -> Fault:
    return Fault(file=file, path=path, expected=one_of(known, str(name)), found="an unknown key")


def _of_table(file: str, raw: object, kind: object, path: str) -> Iterator[Fault]:
    if not isinstance(raw, dict):
        yield Fault(file=file, path=path, expected="a table", found=shown(raw))
        return
    key_kind, value_kind = get_args(kind)
    for name, value in raw.items():
        yield from _of_leaf(file, name, key_kind, under(path, name))
        yield from differences(file, value, value_kind, under(path, name))


def _of_list(file: str, raw: object, kind: object, path: str) -> Iterator[Fault]:
    if not isinstance(raw, list):
        yield Fault(file=file, path=path, expected="a list", found=shown(raw))
        return
    for index, value in enumerate(raw):
        yield from differences(file, value, get_args(kind)[0], f"{path}[{index}]")


def _of_leaf(file: str, raw: object, kind: object, path: str) -> Iterator[Fault]:
    try:
        msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        yield Fault(file=file, path=path, expected=expected(kind), found=shown(raw))

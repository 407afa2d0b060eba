"""What a hand, a fault or a thief does to the lab's state, as one table: each a function of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Damage = Callable[[bytes, bytes], bytes | None]  # what lies there, and an older copy of it


def gone(_: bytes, __: bytes) -> None:
    return None


def flipped(body: bytes, _: bytes) -> bytes:
    """Every seventh byte has a bit the other way round."""
    return bytes(b ^ (1 << (at % 8)) if at % 7 == 0 else b for at, b in enumerate(body))


def cut(body: bytes, _: bytes) -> bytes:
    return body[: len(body) // 2]


def emptied(_: bytes, __: bytes) -> bytes:
    return b""


def older(_: bytes, before: bytes) -> bytes:
    return before


def anothers(body: bytes, _: bytes) -> bytes:
    """A lab's of another name, with sessions of its own."""
    text = re.sub(r'"lab": "[^"]*"', '"lab": "theirs"', body.decode(errors="replace"))
    text = re.sub(r'"name": "\w+-(\d{14})"', r'"name": "theirs-\1"', text)
    return re.sub(r"s(20\d{6}-\d{6})", r"s9\1", text).encode()


def newer(body: bytes, _: bytes) -> bytes:
    """Of a version of ours that does not exist yet."""
    return body.replace(b'"schema": 1', b'"schema": 2, "more": 1') or b'{"schema": 2}'


DAMAGES: Mapping[str, Damage] = {
    "gone": gone,
    "flipped": flipped,
    "cut": cut,
    "emptied": emptied,
    "older": older,
    "anothers": anothers,
    "newer": newer,
}


def later_end(body: bytes, _: bytes) -> bytes:
    """A person gives the lab a day more, in each place where an end stands."""
    return re.sub(
        rb'("(?:end|until)": ")(\d{4}-\d\d-)(\d\d)',
        lambda m: m[1] + m[2] + b"%02d" % (int(m[3]) + 1),
        body,
    )

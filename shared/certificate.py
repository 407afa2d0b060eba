"""When a certificate ends: the one field of X.509 that we need, read without a library for it.

Certificate, TBSCertificate, validity (RFC 5280, 4.1). The standard library tells it
only of a peer's certificate, and `cryptography` is 5 MB for ten bytes.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

_CONTEXT_0, _UTC_TIME = 0xA0, 0x17
_MARKS = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


def ends(pem: str) -> datetime | None:
    """Of the first certificate in the text; None where there is none that can be read."""
    body = pem.partition(_MARKS[0])[2].partition(_MARKS[1])[0]
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
        return _not_after(_part(_part(der, 0), 0))
    except (binascii.Error, IndexError, ValueError):
        return None


def _not_after(tbs: bytes) -> datetime:
    """After [version], serial, algorithm and issuer comes the validity: two times."""
    before = 4 if tbs[0] == _CONTEXT_0 else 3
    validity = _part(tbs, before)
    at = _skip(validity, 1)
    text = _part(validity, 1).decode("ascii")
    year = "%y" if validity[at] == _UTC_TIME else "%Y"
    return datetime.strptime(text, f"{year}%m%d%H%M%SZ").replace(tzinfo=UTC)


def _part(data: bytes, number: int) -> bytes:
    """The content of the n-th element in a sequence's content."""
    start, end = _bounds(data, _skip(data, number))
    return data[start:end]


def _skip(data: bytes, elements: int) -> int:
    at = 0
    for _ in range(elements):
        at = _bounds(data, at)[1]
    return at


def _bounds(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the element at `at` begins and ends (DER's definite lengths)."""
    length, start = data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, start = int.from_bytes(data[start : start + size]), start + size
    if start + length > len(data):
        raise ValueError("an element is longer than what holds it")
    return start, start + length

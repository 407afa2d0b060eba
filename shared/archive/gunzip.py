"""Inflating a stream that may be damaged, or a bomb: a little at a time, and up to a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from shared.errors import CorruptError

GZIP = 31  # zlib's window bits for a gzip header
STEP = 1 << 20  # bytes inflated at a time, whatever a small input would become
MOST_BYTES = 64 << 30  # of a whole archive, inflated


def gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Inflates gzip members one after the other. Raises CorruptError on damage or at the limit."""
    inflater, fed, total = zlib.decompressobj(GZIP), False, 0
    for chunk in chunks:
        while chunk:
            if inflater.eof:
                inflater = zlib.decompressobj(GZIP)
            plain, fed = _inflate(inflater, chunk), True
            total += len(plain)
            if total > MOST_BYTES:
                raise CorruptError("the archive inflates to more than any archive of ours")
            if plain:
                yield plain
            chunk = inflater.unused_data if inflater.eof else inflater.unconsumed_tail  # noqa: PLW2901 -- what is left of it
    if not fed or not inflater.eof:
        raise CorruptError("the archive ends before its time")


def _inflate(inflater: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return inflater.decompress(chunk, STEP)
    except zlib.error as error:
        raise CorruptError(f"the archive is damaged: {error}") from error

"""Reading a tar stream that may have been damaged, or made to harm.

Our own reader, because it must refuse paths that lead outside, never allocate what
a header merely claims, and end at a limit: `tarfile` is made for files one trusts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.errors import CorruptError

BLOCK = 512
STEP = 1 << 20  # bytes passed over at a time
MOST_BODY = 64 << 20  # of one object: etcd takes 1.5 MiB a request
MOST_HEADER = 1 << 16  # of a PAX or GNU long name
REGULAR = frozenset({b"0", b"\0"})
PAX, GLOBAL_PAX, LONG_NAME, LONG_LINK = b"x", b"g", b"L", b"K"


@dataclass(frozen=True, slots=True)
class Member:
    path: str
    body: bytes


def members(chunks: Iterable[bytes]) -> Iterator[Member]:
    """Every regular file; others are passed over. Raises CorruptError."""
    source, name = _Source(chunks), ""
    while any(header := source.take(BLOCK)):
        kind, size = header[156:157], _size(header)
        if kind in (PAX, LONG_NAME):
            _bounded(size, MOST_HEADER)
            extra = source.padded(size)
            name = _pax_path(extra) or name if kind == PAX else _text(extra.split(b"\0")[0])
            continue
        if kind in REGULAR:
            _bounded(size, MOST_BODY)
            yield Member(name or _ustar_path(header), source.padded(size))
        else:
            source.skip(size)
        if kind not in (GLOBAL_PAX, LONG_LINK):
            name = ""
    source.drain()


class _Source:
    """Bytes on demand from a stream of chunks."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = bytearray()

    def take(self, size: int) -> bytes:
        while len(self._held) < size:
            self._held += self._next()
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def padded(self, size: int) -> bytes:
        return self.take(size + -size % BLOCK)[:size]

    def skip(self, size: int) -> None:
        """Without holding it."""
        left = size + -size % BLOCK
        while left:
            left -= len(self.take(min(left, STEP)))

    def drain(self) -> None:
        """To the end: only there does gzip tell that all of it was sound."""
        for _ in self._chunks:
            self._held.clear()

    def _next(self) -> bytes:
        chunk = next(self._chunks, None)
        if chunk is None:
            raise CorruptError("the archive ends in the middle of a file")
        return chunk


def _size(header: bytes) -> int:
    """The size, once the header's checksum has shown that it is one."""
    kept = _octal(header[148:156])
    blanked = header[:148] + b" " * 8 + header[156:]
    if kept != sum(blanked):
        raise CorruptError("the archive is damaged: a file's header has a wrong checksum")
    return _octal(header[124:136])


def _octal(field: bytes) -> int:
    digits = field.strip(b" \0")
    if digits.isdigit() and not digits.strip(b"01234567"):
        return int(digits, 8)
    raise CorruptError("the archive is damaged: a number in a file's header is none")


def _bounded(size: int, most: int) -> None:
    if size > most:
        raise CorruptError(f"a file of {size} bytes: more than any object of a cluster")


def _ustar_path(header: bytes) -> str:
    name, prefix = header[:100].split(b"\0")[0], header[345:500].split(b"\0")[0]
    is_ustar = header[257:262] == b"ustar" and header[262:263] == b"\0"
    return _text(prefix + b"/" + name if prefix and is_ustar else name)


def _pax_path(records: bytes) -> str:
    """The `path` of PAX records: "LENGTH KEY=VALUE\\n", the length counting all of it."""
    while records:
        length, _, _ = records.partition(b" ")
        if not length.isdigit() or not 0 < int(length) <= len(records):
            raise CorruptError("the archive is damaged: a long name is none")
        key, _, value = records[len(length) + 1 : int(length)].partition(b"=")
        if key == b"path":
            return _text(value.removesuffix(b"\n"))
        records = records[int(length) :]
    return ""


def _text(path: bytes) -> str:
    try:
        return path.decode()
    except UnicodeDecodeError as error:
        raise CorruptError("the archive is damaged: a path is no text") from error

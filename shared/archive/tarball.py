"""The tarball as a stream: items in, gzip bytes out; memory does not grow with the cluster."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterable, Iterator

from shared.archive.gunzip import GZIP
from shared.archive.items import Item

FORMAT_VERSION = "1.1.0"
VERSION_PATH = "metadata/version"
BLOCK = 512
MODE = 0o755
LEVEL = 1  # the API server is the slow part, not the bucket


def tar_of(items: Iterable[Item], mtime: int) -> Iterator[bytes]:
    """Regular files only, no directories; both copies of an item next to each other."""
    yield _member(VERSION_PATH, f"{FORMAT_VERSION}\n".encode(), mtime)
    for item in items:
        body = item.body()
        for path in item.paths():
            yield _member(path, body, mtime)
    yield b"\0" * (2 * BLOCK)


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One gzip member, as chunks that hold something."""
    packer = zlib.compressobj(LEVEL, wbits=GZIP)
    for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def _member(path: str, body: bytes, mtime: int) -> bytes:
    info = tarfile.TarInfo(path)
    info.size, info.mode, info.mtime = len(body), MODE, mtime
    return _header(info) + body + b"\0" * (-len(body) % BLOCK)


def _header(info: tarfile.TarInfo) -> bytes:
    """USTAR where the path is ASCII and fits its 100 + 155 bytes, else PAX: Go reads both."""
    try:
        return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
    except ValueError:
        return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")

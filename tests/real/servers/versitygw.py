"""versitygw: an S3 server over a folder, whose conditional writes are atomic."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from examples.demo.processes import free_port
from shared.adapters.s3 import Connection
from tests.real.needed import needed
from tests.real.servers.cache import cached
from tests.real.servers.daemon import daemon, listens
from tests.real.servers.store import Store

VERSION = "v1.8.0"
MODULE = "github.com/versity/versitygw/cmd/versitygw"
BUILT_WITHIN_SECONDS = 600


@contextmanager
def versitygw(home: Path) -> Iterator[Store]:
    """Over HTTP, with its objects in `home`."""
    program = cached(f"versitygw-{VERSION}", _build, of=VERSION) / "versitygw"
    port, secret, log = free_port(), token_hex(16), home / "versitygw.log"
    objects = home / "objects"
    objects.mkdir()
    command = [str(program), "--port", f"127.0.0.1:{port}", "--access", "lab", "--secret", secret]
    with daemon([*command, "--quiet", "--keep-alive", "posix", str(objects)], log) as process:
        listens(port, process, log)
        where = Connection(endpoint=f"http://127.0.0.1:{port}", access_key="lab", secret_key=secret)
        store = Store(name="versitygw", where=where)
        store.make_bucket()
        yield store


def _build(folder: Path) -> None:
    """From the Go module proxy, as its own README says. Skips where Go is missing."""
    environ = {**os.environ, "GOBIN": str(folder), "CGO_ENABLED": "0"}  # noqa: TID251 -- a child's
    command = [needed("go"), "install", f"{MODULE}@{VERSION}"]
    subprocess.run(command, env=environ, check=True, timeout=BUILT_WITHIN_SECONDS)  # noqa: S603 -- by the name above

"""OpenStack Swift: the real proxy with s3api, account, container and object servers.

One replica on one device. The device lies on tmpfs: ext4 has room for 4 KB of an
object's extended attributes, Swift asks for more.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from examples.demo.processes import free_port
from shared.adapters.s3 import Connection
from tests.adapters.authority import Authority
from tests.real.needed import needed
from tests.real.servers.cache import ROOT, cached
from tests.real.servers.daemon import daemon, listens
from tests.real.servers.store import Store
from tests.real.servers.swift_files import BACKENDS, RINGS, written

VERSION = "2.38.3"
LOCKED = ROOT / "requirements" / "swift.txt"
XATTR_BYTES = 65_536
MEMORY = Path("/dev/shm")  # noqa: S108 -- tmpfs is what is wanted here
SERVERS = (*BACKENDS, "proxy")


@contextmanager
def swift(home: Path, *, tls: bool) -> Iterator[Store]:
    """All five processes on free ports of this machine, ended with the block."""
    bin_ = cached(f"swift-{VERSION}", _install, of=_digest()) / "bin"
    with ExitStack() as stack:
        device = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=_on_tmpfs())))
        ports = {name: free_port() for name in (*SERVERS, "memcached")}
        authorities = _certificate(home) if tls else ""
        written(home, device, ports, tls=tls)
        _ring(bin_ / "python", home, ports)
        _start(stack, bin_, home, ports)
        scheme = "https" if tls else "http"
        where = Connection(
            endpoint=f"{scheme}://127.0.0.1:{ports['proxy']}",
            access_key="lab:watch",
            secret_key="of-the-lab",
            authorities=authorities,
        )
        store = Store(name=f"swift over {scheme}", where=where)
        store.make_bucket()
        yield store


def _start(stack: ExitStack, bin_: Path, home: Path, ports: Mapping[str, int]) -> None:
    memcached = [needed("memcached"), "-u", "root", "-l", "127.0.0.1", "-U", "0"]
    started = {
        "memcached": stack.enter_context(
            daemon([*memcached, "-p", str(ports["memcached"])], home / "memcached.log")
        )
    }
    for name in SERVERS:
        command = [str(bin_ / f"swift-{name}-server"), str(home / f"{name}-server.conf")]
        started[name] = stack.enter_context(daemon(command, home / f"{name}.log", _environ()))
    for name, process in started.items():
        listens(ports[name], process, home / f"{name}.log")


def _ring(python: Path, home: Path, ports: Mapping[str, int]) -> None:
    """Where each kind of server is: one device, one replica."""
    kinds = [f"{name}={ports[name]}" for name in BACKENDS]
    command = [str(python), "-c", RINGS, str(home), *kinds]
    subprocess.run(command, check=True, timeout=60, env=_environ())  # noqa: S603 -- Swift's own tool


def _install(folder: Path) -> None:
    """From requirements/swift.txt, hashes and all, into an environment of its own."""
    uv = Path(sys.executable).with_name("uv")
    python = folder / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", folder], check=True, timeout=60)  # noqa: S603 -- as the Makefile does
    command = [str(uv), "pip", "install", "--quiet", "--system-certs", "--compile-bytecode"]
    command += ["--python", str(python), "--require-hashes", "-r", str(LOCKED)]
    subprocess.run(command, check=True, timeout=300)  # noqa: S603 -- our own lock file


def _digest() -> str:
    return hashlib.sha256(LOCKED.read_bytes()).hexdigest()


def _environ() -> dict[str, str]:
    """Nothing of ours; eventlet must not warn into the log at each start."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # noqa: TID251 -- a child's
    return {**kept, "PYTHONWARNINGS": "ignore"}


def _certificate(home: Path) -> str:
    """Writes the server's certificate and key; answers the path of who vouches for them."""
    authority = Authority()
    certificate, key = authority.issue("127.0.0.1")
    (home / "server.crt").write_text(certificate)
    (home / "server.key").write_text(key)
    (home / "authority.pem").write_text(authority.pem)
    return str(home / "authority.pem")


def _on_tmpfs() -> Path:
    """Skips, or fails in CI, where no memory file system takes attributes that large."""
    try:
        with tempfile.NamedTemporaryFile(dir=MEMORY) as file:
            os.setxattr(file.name, "user.swift.metadata", b"x" * XATTR_BYTES)
    except OSError:
        needed(f"a tmpfs at {MEMORY} that takes extended attributes of 64 KiB")
    return MEMORY

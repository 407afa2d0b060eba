"""The files of a small Swift: its servers' configuration, and the program that makes its rings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

BACKENDS = ("account", "container", "object")

CONSTRAINTS = """[swift-hash]
swift_hash_path_prefix = veilleur
swift_hash_path_suffix = tests
[storage-policy:0]
name = one
default = yes
"""
COMMON = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {home}
devices = {devices}
mount_check = false
user = root
workers = 0
fallocate_reserve = 0
conn_timeout = 10
node_timeout = 60
log_level = WARNING
"""
BACKEND = """[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
recon_cache_path = {home}
"""
PIPELINE = (
    *("catch_errors", "gatekeeper", "healthcheck", "proxy-logging", "cache", "listing_formats"),
    *("bulk", "s3api", "tempauth", "copy", "slo", "dlo", "versioned_writes", "symlink"),
    *("proxy-logging", "proxy-server"),
)
EGGS = {"cache": "memcache"}  # the others are called as they are in the pipeline, with _ for -
SETTINGS = {
    "cache": "memcache_servers = 127.0.0.1:{memcached}",
    "tempauth": "user_lab_watch = of-the-lab .admin",
    "versioned_writes": "allow_versioned_writes = true\nallow_object_versioning = true",
}
PROXY = """[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 10
node_timeout = 60
error_suppression_limit = 1000000
"""
TLS = "cert_file = {home}/server.crt\nkey_file = {home}/server.key\n"
RINGS = """
import os, sys
from swift.common.ring import RingBuilder
home, kinds = sys.argv[1], sys.argv[2:]
for kind in kinds:
    name, port = kind.split("=")
    here = {"ip": "127.0.0.1", "port": int(port)}
    builder = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
    builder.add_dev(
        {"region": 1, "zone": 1, "device": "d1", "weight": 1.0, "meta": "", **here}
        | {f"replication_{what}": value for what, value in here.items()}
    )
    builder.rebalance()
    builder.get_ring().save(os.path.join(home, f"{name}.ring.gz"))
"""


def written(home: Path, device: Path, ports: Mapping[str, int], *, tls: bool) -> None:
    """All files of the servers, in `home`. `device` holds what they store."""
    (device / "d1").mkdir()
    (home / "swift.conf").write_text(CONSTRAINTS)
    for kind in BACKENDS:
        text = COMMON.format(port=ports[kind], home=home, devices=device)
        text += BACKEND.format(kind=kind, home=home)
        (home / f"{kind}-server.conf").write_text(text)
    proxy = COMMON.format(port=ports["proxy"], home=home, devices=device)
    proxy += TLS.format(home=home) if tls else ""
    proxy += f"[pipeline:main]\npipeline = {' '.join(PIPELINE)}\n{PROXY}"
    proxy += "".join(_filter(name, ports) for name in sorted({*PIPELINE[:-1]}))
    (home / "proxy-server.conf").write_text(proxy)


def _filter(name: str, ports: Mapping[str, int]) -> str:
    egg = EGGS.get(name, name.replace("-", "_"))
    settings = SETTINGS.get(name, "").format(**ports)
    return f"[filter:{name}]\nuse = egg:swift#{egg}\n{settings}\n"

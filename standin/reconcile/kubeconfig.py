"""A kubeconfig's current context, as server, headers and TLS."""

from __future__ import annotations

import base64
import ssl
import tempfile
from pathlib import Path

import yaml

from standin.client import Access, Obj


def read_kubeconfig(path: Path, *, agent: str) -> Access:
    """Token or client certificate, given inline. Raises StopIteration for a name not in it."""
    config = yaml.safe_load(path.read_text())
    context = _named(config, "context", config["current-context"])
    cluster = _named(config, "cluster", context["cluster"])
    user = _named(config, "user", context["user"])
    headers = {"User-Agent": agent}
    if "token" in user:
        headers["Authorization"] = f"Bearer {user['token']}"
    return Access(cluster["server"], headers, _tls(cluster, user))


def authority_of(path: Path) -> str:
    """The cluster's CA certificate, as PEM; empty where the kubeconfig names none."""
    config = yaml.safe_load(path.read_text())
    context = _named(config, "context", config["current-context"])
    return _text(_named(config, "cluster", context["cluster"]).get("certificate-authority-data"))


def cluster_name(path: Path) -> str:
    config = yaml.safe_load(path.read_text())
    return str(_named(config, "context", config["current-context"])["cluster"])


def _named(config: Obj, what: str, name: str) -> Obj:
    return next(dict(item[what]) for item in config[f"{what}s"] if item["name"] == name)


def _tls(cluster: Obj, user: Obj) -> ssl.SSLContext:
    authority = _text(cluster.get("certificate-authority-data"))
    context = ssl.create_default_context(cadata=authority or None)
    if "client-certificate-data" in user:
        # ssl reads a client's certificate from files only.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as pem:
            pem.write(_text(user["client-certificate-data"]) + _text(user["client-key-data"]))
            pem.flush()
            context.load_cert_chain(pem.name)
    return context


def _text(data: str | None) -> str:
    return base64.b64decode(data or "").decode()

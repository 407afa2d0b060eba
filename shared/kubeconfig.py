"""A kubeconfig, read: where a cluster is, which authority it has, and who we are there.

Both the provider's answer and the operator's own file come through here, so that
rule 2 can compare where they lead by equality. Verification of TLS cannot be
switched off: a kubeconfig that asks for it is refused.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shared.certificate import ends
from shared.errors import ConfigError
from shared.ports import Endpoint

RENEWED_BEFORE = timedelta(days=14)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})  # `kubectl proxy` speaks plain HTTP there


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One cluster, one user. PEM texts are "" where there is none, and so is the token.

    `token_file` is read again at each use: a service account's token is replaced hourly.
    `helper` says that the user needs a program or a provider's plug-in to log in.
    """

    server: str
    ca_pem: str = ""
    certificate_pem: str = ""
    key_pem: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_file: str = ""
    helper: bool = False

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(server=self.server, ca_pem=self.ca_pem)


def ending(access: Access, now: datetime) -> bool:
    """Its client certificate ends within 14 days: time to fetch another (rule 2)."""
    end = ends(access.certificate_pem)
    return end is not None and end - now <= RENEWED_BEFORE


def parse(kubeconfig: str) -> Access:
    """From YAML text, or from the path of a file. Raises ConfigError naming what is wrong."""
    document = document_of(text_of(kubeconfig))
    context = _named(document, "context", str(document.get("current-context", "")))
    cluster = _named(document, "cluster", str(context.get("cluster", "")))
    user = _named(document, "user", str(context.get("user", "")))
    if cluster.get("insecure-skip-tls-verify"):
        raise ConfigError("kubeconfig: insecure-skip-tls-verify is set; TLS is always verified")
    return Access(
        server=_server(str(cluster.get("server", ""))),
        ca_pem=_pem(cluster, "certificate-authority"),
        certificate_pem=_pem(user, "client-certificate"),
        key_pem=_pem(user, "client-key"),
        token=str(user.get("token", "")),
        token_file=str(user.get("tokenFile", "")),
        helper="exec" in user or "auth-provider" in user,
    )


def text_of(kubeconfig: str) -> str:
    """The text itself, or what the file holds whose path it is."""
    bare = kubeconfig.strip()
    return kubeconfig if "\n" in bare or bare.startswith("{") else _read(Path(bare))


def document_of(text: str) -> dict[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError("kubeconfig: not YAML") from error  # the text itself holds keys
    if not isinstance(document, dict):
        raise ConfigError("kubeconfig: not a mapping")
    return document


def _named(document: Mapping[str, Any], kind: str, name: str) -> Mapping[str, Any]:
    entries = document.get(f"{kind}s")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and str(entry.get("name", "")) == name:
            found = entry.get(kind)
            return found if isinstance(found, dict) else {}
    raise ConfigError(f"kubeconfig: no {kind} named {name!r}")


def _server(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    raise ConfigError("kubeconfig: the server is not an https address")


def _pem(entry: Mapping[str, Any], field: str) -> str:
    """Embedded as base64, or in a file. Each line stripped, so that equal texts are equal."""
    embedded, path = entry.get(f"{field}-data"), entry.get(field)
    text = _read(Path(str(path))) if path and not embedded else ""
    if embedded:
        try:
            text = base64.b64decode(str(embedded), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ConfigError(f"kubeconfig: {field}-data is not base64 of a text") from error
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(f"kubeconfig: a file it names cannot be read: {path.name}") from error

"""ConfigMaps and Secrets: a megabyte at most, and some are never to change."""

from __future__ import annotations

import base64
import binascii
import json
import re

from standin.kubernetes.errors import Cause, bad_request, prohibited, required, wrong
from standin.kubernetes.rules.base import Rules, immutable
from standin.kubernetes.shapes import Obj, child, default

SIZE_LIMIT = 1024 * 1024
_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
_KEY_RULE = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name', "
    " or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)
_NEEDED = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
_ACCOUNT = "kubernetes.io/service-account.name"


def _secret(secret: Obj) -> None:
    """stringData is written only: it is never seen again."""
    default(secret, {"type": "Opaque"})
    for name, text in (secret.pop("stringData", None) or {}).items():
        child(secret, "data")[name] = base64.b64encode(str(text).encode()).decode()


def _check_secret(secret: Obj) -> list[Cause]:
    data = secret.get("data") or {}
    sizes = [len(_decoded(name, text)) for name, text in data.items()]
    needed = _NEEDED.get(secret["type"], ())
    causes = [required(f"data[{name}]") for name in needed if name not in data]
    owner = (secret["metadata"].get("annotations") or {}).get(_ACCOUNT)
    if secret["type"] == "kubernetes.io/service-account-token" and not owner:
        causes.append(required(f"metadata.annotations[{_ACCOUNT}]"))
    return causes + _keys(data) + _size("data", sum(sizes))


def _decoded(name: str, text: object) -> bytes:
    try:
        return base64.b64decode(str(text).encode(), validate=True)
    except binascii.Error as wrong_text:
        raise bad_request(
            'Secret in version "v1" cannot be handled as a Secret: '
            f"illegal base64 data in data[{name}]: {wrong_text}"
        ) from wrong_text


def _check_config_map(config: Obj) -> list[Cause]:
    data = (config.get("data") or {}) | (config.get("binaryData") or {})
    size = sum(len(str(text).encode()) for text in data.values())
    return _keys(data) + _size("", size)


def _keys(data: Obj) -> list[Cause]:
    wrongs = [name for name in data if not _KEY.fullmatch(name)]
    return [wrong(f"data[{name}]", json.dumps(name), _KEY_RULE) for name in wrongs]


def _size(field: str, size: int) -> list[Cause]:
    if size <= SIZE_LIMIT:
        return []
    return [Cause(field, f"Too long: may not be more than {SIZE_LIMIT} bytes", "FieldValueTooLong")]


def _unchanged(new: Obj, old: Obj) -> list[Cause]:
    if not old.get("immutable"):
        return []
    changed = [name for name in ("data", "binaryData") if new.get(name) != old.get(name)]
    if not new.get("immutable"):
        changed.append("immutable")
    detail = "field is immutable when `immutable` is set"
    return [prohibited(name, detail) for name in changed]


def _check_secret_change(new: Obj, old: Obj) -> list[Cause]:
    return immutable(new, old, "type") + _unchanged(new, old)


SECRETS = Rules(default=_secret, check=_check_secret, check_change=_check_secret_change)
CONFIG_MAPS = Rules(check=_check_config_map, check_change=_unchanged)

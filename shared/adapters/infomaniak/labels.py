"""Whose pool it is: what we write on it, and what we accept as proof (rule 1, P1.9).

Written as a map, read as a map or as an array of "k: v", since both are documented.
The values must be legal label values, so a birth is `20261123T182805Z`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from shared.core.seen import Ownership
from shared.errors import ConfigError

PREFIX = "custom.kaas.infomaniak.cloud/veilleur-"
NAME_LIMIT = 40  # P1.6
_BIRTH = "%Y%m%dT%H%M%SZ"
_LEGAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")


def written(ours: Ownership, pool: str) -> dict[str, str]:
    """`pool` goes along because labels reach the nodes: there it tells whose node it is."""
    values = {
        "lab": ours.lab,
        "session": ours.session,
        "birth": ours.birth.astimezone(UTC).strftime(_BIRTH),
        "token": str(ours.token),
        "pool": pool,
    }
    for name, value in values.items():
        if not _LEGAL.fullmatch(value):
            raise ConfigError(f"{name}: {value!r} cannot be a label; allowed: letters, digits, -_.")
    return {f"{PREFIX}{name}": value for name, value in values.items()}


def read(labels: object) -> Ownership | None:
    """None where there is none of ours, or not enough to prove anything."""
    ours = {
        key.removeprefix(PREFIX): value
        for key, value in _pairs(labels)
        if key.startswith(PREFIX) and value
    }
    try:
        birth = datetime.strptime(ours["birth"], _BIRTH).replace(tzinfo=UTC)
        return Ownership(
            lab=ours["lab"], session=ours["session"], birth=birth, token=int(ours["token"])
        )
    except (KeyError, ValueError):
        return None


def torn(labels: object) -> bool:
    """Some label of ours is there, and yet it does not say whose the pool is."""
    return read(labels) is None and any(key.startswith(PREFIX) for key, _ in _pairs(labels))


def _pairs(labels: object) -> Iterable[tuple[str, str]]:
    if isinstance(labels, Mapping):
        return [(str(key), str(value)) for key, value in labels.items()]
    lines = [str(line) for line in labels] if isinstance(labels, list) else []
    return [(key.strip(), value.strip()) for key, _, value in (ln.partition(":") for ln in lines)]

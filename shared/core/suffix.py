"""A pool's name where the platform does not give labels back: the configured one and `-xxxx`.

The four letters are drawn from lab and session: nobody else makes such a name by chance (one
in a million), but they say nothing by themselves. Whoever reads them needs the sessions that
may have made a pool, and only a name that one of them explains is ours. A suffix that none
explains stays foreign: shown as billing, and untouched (G8).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from shared.core.seen import NodePool, Ownership
from shared.core.settings import Settings

_SUFFIXED = re.compile(r"(.+)-[a-z2-7]{4}")


def suffix(ours: Ownership) -> str:
    """Four characters of base 32: 20 bits of lab and session."""
    digest = hashlib.sha256(f"{ours.lab}\n{ours.session}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:4]


def suffixed(name: str, ours: Ownership) -> str:
    return f"{name}-{suffix(ours)}"


def plain(pool: NodePool) -> NodePool:
    """One that shows its labels as well bears its configured name again."""
    if pool.labels is None:
        return pool
    return replace(pool, name=pool.name.removesuffix(f"-{suffix(pool.labels)}"))


def explained(pool: NodePool, known: Iterable[Ownership]) -> NodePool:
    """With its owner and its configured name, where the suffix of a known session explains it."""
    for ours in known:
        name = pool.name.removesuffix(f"-{suffix(ours)}")
        if name != pool.name:
            return replace(pool, name=name, labels=ours)
    return pool


def may_be_ours(pool: NodePool, settings: Settings) -> bool:
    """Named as only we would name it, and no session is known that explains it."""
    found = _SUFFIXED.fullmatch(pool.name)
    return pool.labels is None and found is not None and found[1] in settings.pools

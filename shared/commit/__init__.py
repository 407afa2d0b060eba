"""State on a store without compare-and-swap: the Lease is its lock and its commit (rules 3, 4)."""

from __future__ import annotations

from shared.commit.commit import Commit
from shared.commit.lock import EFFECT_WITHIN, LOCK_LASTS, Lock
from shared.commit.mirrored import LeaseAlone, MirroredHeads
from shared.commit.stored import Document, How, Stored, body_folder, highest_token, numbers

__all__ = [
    "EFFECT_WITHIN",
    "LOCK_LASTS",
    "Commit",
    "Document",
    "How",
    "LeaseAlone",
    "Lock",
    "MirroredHeads",
    "Stored",
    "body_folder",
    "highest_token",
    "numbers",
]

"""Keystone's tokens: who holds one, and until when.

They end on the wall's time, not the story's: a client compares `expires_at` with its
machine's clock, and would log in before each request if the two were mixed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from standin.clock import Clock

LASTS = timedelta(hours=1)  # Keystone's own default


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    id: str
    method: str  # "application_credential" or "password"
    project_id: str
    audit_id: str
    issued_at: datetime
    expires_at: datetime


@dataclass(slots=True)
class Tokens:
    wall: Clock
    _issued: dict[str, Token] = field(default_factory=dict)

    def issue(self, method: str, project_id: str) -> Token:
        now = self.wall.now()
        token = Token(
            id=f"gAAAAA{secrets.token_urlsafe(48)}",
            method=method,
            project_id=project_id,
            audit_id=secrets.token_urlsafe(16),
            issued_at=now,
            expires_at=now + LASTS,
        )
        self._issued[token.id] = token
        return token

    def valid(self, token_id: str) -> Token | None:
        token = self._issued.get(token_id)
        return token if token and token.expires_at > self.wall.now() else None

    def opens(self, token_id: str, project_id: str) -> bool:
        """Whether it is good, and of that project."""
        token = self.valid(token_id)
        return token is not None and token.project_id == project_id

    def revoke(self, token_id: str) -> None:
        self._issued.pop(token_id, None)

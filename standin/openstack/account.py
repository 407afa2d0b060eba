"""Who may ask: the one project of the stand-in, its user and the ways to log in as it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An application credential for programs (P3.1) and a password for what only a user may do."""

    project_id: str
    application_credential_id: str
    application_credential_secret: str
    password: str
    user_id: str = "5f1c8a6b0d2e4f7391c0b8a7d6e5f4a3"
    project_name: str = "lab"
    user_name: str = "lab-user"
    region: str = "dc3-a"

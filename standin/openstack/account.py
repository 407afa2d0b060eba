"""Who may ask: the one project of the stand-in, its user and the ways to log in as it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An application credential for programs (P3.1), a password for what only a user may do.

    `password` "" lets nobody in by password. `s3_keys` (access -> secret) is the S3 server's
    own: keys made here open it. `object_store` is where that server speaks Swift, "" nowhere.
    `places` (region -> URL) is where services answer that the caller of Keystone does not reach by
    the same way. `neighbours` are other projects whose credentials Keystone knows.
    """

    project_id: str
    application_credential_id: str
    application_credential_secret: str
    password: str = ""
    user_id: str = "5f1c8a6b0d2e4f7391c0b8a7d6e5f4a3"
    project_name: str = "lab"
    user_name: str = "lab-user"
    region: str = "dc3-a"
    object_store: str = ""
    s3_keys: MutableMapping[str, str] = field(default_factory=dict)
    places: MutableMapping[str, str] = field(default_factory=dict)
    neighbours: tuple[Account, ...] = ()

    def of(self, project_id: str) -> Account:
        """The neighbour with this project, else this account."""
        found = [each for each in self.neighbours if each.project_id == project_id]
        return found[0] if found else self

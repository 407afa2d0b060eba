"""Where everything of one backup lies: the keys that Velero expects, byte for byte.

Everything lies below `PREFIX/backups/NAME/`. Only the tarball is needed to restore,
and only `velero-backup.json` to be found: it is written last, so that an interrupted
backup is invisible.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """Of the backup `name`, under a prefix without slashes at its ends (it may be "")."""

    prefix: str
    name: str

    @property
    def tarball(self) -> str:
        return self._key(f"{self.name}.tar.gz")

    @property
    def metadata(self) -> str:
        return self._key("velero-backup.json")

    @property
    def log(self) -> str:
        return self._key(f"{self.name}-logs.gz")

    @property
    def results(self) -> str:
        return self._key(f"{self.name}-results.gz")

    @property
    def beside(self) -> str:
        """Ours: objects whose names no tarball of Velero's may hold. Velero ignores the file."""
        return self._key(f"{self.name}-veilleur-beside.json.gz")

    def listed(self, what: str) -> str:
        """Of "resource-list", "volumeinfo", "podvolumebackups" and the like."""
        return self._key(f"{self.name}-{what}.json.gz")

    def _key(self, file: str) -> str:
        return "/".join(part for part in (self.prefix, "backups", self.name, file) if part)

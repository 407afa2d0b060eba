"""The data folder: the world as one JSON file, replaced whole: a crash leaves the old one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from standin.world import World

SAVE_EVERY_SECONDS = 1.0  # of the wall: a long step settles many times


@dataclass(slots=True)
class Keeper:
    """`folder` None keeps nothing."""

    folder: Path | None
    _saved: float = field(default=0.0)

    def read(self) -> bytes | None:
        """What was saved before, or None."""
        path = self._path
        return path.read_bytes() if path is not None and path.exists() else None

    def part(self, name: str) -> Path | None:
        """The folder of another part of the platform, made if need be."""
        if self.folder is None:
            return None
        part = self.folder / name
        part.mkdir(parents=True, exist_ok=True)
        return part

    def save(self, world: World) -> None:
        path = self._path
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(world.dump())
        fresh.chmod(0o600)
        fresh.replace(path)
        self._saved = monotonic()

    def save_now_and_then(self, world: World) -> None:
        if monotonic() - self._saved >= SAVE_EVERY_SECONDS:
            self.save(world)

    @property
    def _path(self) -> Path | None:
        return self.folder / "world.json" if self.folder is not None else None

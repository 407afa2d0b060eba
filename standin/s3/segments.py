"""The parts of multipart objects, in `<bucket>+segments` (P4.12).

A multipart object is a manifest that names its parts. Deleting it deletes them;
overwriting it, or never completing it, leaves them behind: nobody names them any
more, and they are billed. Only Swift's native API can see them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

SUFFIX = "+segments"


@dataclass(frozen=True, slots=True)
class Segment:
    body: bytes
    at: datetime
    delete_at: datetime | None = None

    def alive(self, now: datetime) -> bool:
        return self.delete_at is None or now < self.delete_at


@dataclass(slots=True)
class Segments:
    """Container name -> segment name (`KEY/UPLOAD/PART`) -> segment."""

    containers: dict[str, dict[str, Segment]] = field(default_factory=dict)
    manifests: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def uploaded(self, bucket: str, name: str, segment: Segment) -> None:
        self.containers.setdefault(bucket + SUFFIX, {})[name] = segment

    def completed(self, bucket: str, key: str, upload: str, parts: list[int]) -> None:
        """The object now consists of these parts of that upload; the others are orphans."""
        self.manifests[bucket, key] = tuple(f"{key}/{upload}/{part}" for part in parts)

    def overwritten(self, bucket: str, key: str) -> None:
        self.manifests.pop((bucket, key), None)

    def aborted(self, bucket: str, key: str, upload: str) -> None:
        container = self.containers.get(bucket + SUFFIX, {})
        for name in [name for name in container if name.startswith(f"{key}/{upload}/")]:
            del container[name]

    def deleted(self, bucket: str, key: str) -> None:
        for name in self.manifests.get((bucket, key), ()):
            self.containers.get(bucket + SUFFIX, {}).pop(name, None)
        self.overwritten(bucket, key)

    def consists(self, bucket: str, key: str, upload: str) -> bool:
        """The object is what that upload was completed to."""
        named = self.manifests.get((bucket, key), ())
        return any(name.startswith(f"{key}/{upload}/") for name in named)

    def dropped(self, bucket: str) -> None:
        self.containers.pop(bucket + SUFFIX, None)

    def broken(self, bucket: str, key: str, now: datetime) -> bool:
        """A part that the manifest names is gone: the object cannot be read any more."""
        container = self.containers.get(bucket + SUFFIX, {})
        names = self.manifests.get((bucket, key), ())
        return any(name not in container or not container[name].alive(now) for name in names)

    def sweep(self, now: datetime) -> None:
        for container in self.containers.values():
            for name in [name for name, segment in container.items() if not segment.alive(now)]:
                del container[name]

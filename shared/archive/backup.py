"""velero-backup.json: the one object by which Velero finds a backup, and how the backup went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.archive.left_out import TYPES
from shared.archive.tarball import FORMAT_VERSION

OURS = "veilleur.dev/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How one backup went. Times are aware UTC; `errors` make it PartiallyFailed."""

    lab: str
    name: str
    cluster_uid: str
    session: str
    began: datetime
    ended: datetime
    items: int
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    quarantined: bool = False

    @property
    def phase(self) -> str:
        return "PartiallyFailed" if self.errors else "Completed"


def metadata(story: Story) -> bytes:
    """velero-backup.json. It never carries an expiration: Velero would delete our objects.

    A quarantined one bears no schedule's name, so that no restore takes it by itself.
    """
    labels = {"velero.io/storage-location": "default"}
    if not story.quarantined:
        labels["velero.io/schedule-name"] = story.lab
    return _pretty(
        {
            "kind": "Backup",
            "apiVersion": "velero.io/v1",
            "metadata": {
                "name": story.name,
                "namespace": "velero",
                "creationTimestamp": stamp(story.began),
                "labels": labels,
                "annotations": _annotations(story),
            },
            "spec": _spec(),
            "status": _status(story),
        }
    )


def stamp(moment: datetime) -> str:
    """RFC 3339 in whole seconds, as Kubernetes writes times."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _annotations(story: Story) -> dict[str, str]:
    found = {
        "velero.io/resource-timeout": "10m0s",
        f"{OURS}cluster-uid": story.cluster_uid,
        f"{OURS}session": story.session,
    }
    return found | ({f"{OURS}quarantined": "true"} if story.quarantined else {})


def _spec() -> dict[str, Any]:
    return {
        "includedNamespaces": ["*"],
        "excludedResources": sorted(TYPES),
        "snapshotVolumes": False,
        "defaultVolumesToFsBackup": False,
        "snapshotMoveData": False,
        "storageLocation": "default",
        "ttl": "720h0m0s",
        "csiSnapshotTimeout": "10m0s",
        "itemOperationTimeout": "4h0m0s",
        "hooks": {},
        "metadata": {},
    }


def _status(story: Story) -> dict[str, Any]:
    """Velero leaves out counters that are 0."""
    counted = {"warnings": len(story.warnings), "errors": len(story.errors)}
    return {
        "version": 1,
        "formatVersion": FORMAT_VERSION,
        "phase": story.phase,
        "startTimestamp": stamp(story.began),
        "completionTimestamp": stamp(story.ended),
        "progress": {"totalItems": story.items, "itemsBackedUp": story.items},
        "hookStatus": {},
        **{name: count for name, count in counted.items() if count},
    }


def _pretty(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"

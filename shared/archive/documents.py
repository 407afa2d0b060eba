"""The files beside the tarball, as Velero writes and reads them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.archive.items import Item, Json
from shared.archive.left_out import TYPES
from shared.archive.tarball import FORMAT_VERSION, GZIP

EMPTY_LISTS = (
    "volumesnapshots",
    "podvolumebackups",
    "itemoperations",
    "csi-volumesnapshotclasses",
)
SKIPPED = "Veilleur keeps the disk itself: no snapshot of it was taken"
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


def resource_list(titles: Mapping[str, Iterable[str]]) -> bytes:
    """{"apps/v1/Deployment": ["ns/name"]}, everything sorted."""
    return gzip_json({kind: sorted(titles[kind]) for kind in sorted(titles)})


def results(story: Story) -> bytes:
    return gzip_json({"errors": _result(story.errors), "warnings": _result(story.warnings)})


def log(story: Story) -> bytes:
    """Lines as logrus writes them."""
    lines = [
        _line(story.began, "info", f"Backup {story.name} of lab {story.lab} began"),
        *(_line(story.ended, "warning", text) for text in story.warnings),
        *(_line(story.ended, "error", text) for text in story.errors),
        _line(story.ended, "info", f"{story.items} items backed up: {story.phase}"),
    ]
    return gzip_bytes("".join(f"{line} backup=velero/{story.name}\n" for line in lines).encode())


def volume_info(volumes: Iterable[Json]) -> bytes:
    """A record for each PersistentVolume, so that Velero knows its reclaim policy and labels."""
    return gzip_json([_volume(volume) for volume in volumes])


def beside(items: Iterable[Item]) -> bytes:
    return gzip_json([{"resource": item.resource, "object": item.obj} for item in items])


def gzip_json(value: object) -> bytes:
    return gzip_bytes(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def gzip_bytes(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=GZIP)
    return packer.compress(body) + packer.flush()


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


def _result(texts: tuple[str, ...]) -> dict[str, list[str]]:
    return {"cluster": list(texts)} if texts else {}


def _line(moment: datetime, level: str, text: str) -> str:
    return f'time="{stamp(moment)}" level={level} msg={json.dumps(text, ensure_ascii=False)}'


def _volume(volume: Json) -> dict[str, Any]:
    spec = volume.get("spec") or {}
    claim = spec.get("claimRef") or {}
    return {
        "pvcName": claim.get("name", ""),
        "pvcNamespace": claim.get("namespace", ""),
        "pvName": volume["metadata"]["name"],
        "snapshotDataMoved": False,
        "preserveLocalSnapshot": False,
        "skipped": True,
        "skippedReason": SKIPPED,
        "pvInfo": {
            "reclaimPolicy": spec.get("persistentVolumeReclaimPolicy", ""),
            "labels": volume["metadata"].get("labels"),
        },
    }


def _pretty(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"

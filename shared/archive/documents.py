"""The files beside the tarball, all gzip, as Velero writes and reads them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.archive.backup import Story, stamp
from shared.archive.gunzip import GZIP
from shared.archive.items import Item, Json

EMPTY_LISTS = (
    "volumesnapshots",
    "podvolumebackups",
    "itemoperations",
    "csi-volumesnapshotclasses",
)
SKIPPED = "Veilleur keeps the disk itself: no snapshot of it was taken"


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

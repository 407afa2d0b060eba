"""A volume in Cinder's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from standin.openstack.cinder.volumes import Volumes
from standin.world import Volume

Json = dict[str, Any]


def volume_told(volumes: Volumes, volume: Volume, origin: str) -> Json:
    project = volumes.account.project_id
    return {
        "id": volume.id,
        "name": volume.name,
        "description": volume.extra.get("description"),
        "size": volume.size_gb,
        "status": volumes.status(volume),
        "availability_zone": volume.zone,
        "metadata": volume.metadata,
        "volume_type": volume.extra.get("volume_type", "perf1"),
        "attachments": [attachment(volume)] if volume.machine_id else [],
        "bootable": "false",
        "encrypted": False,
        "multiattach": False,
        "snapshot_id": volume.extra.get("snapshot_id"),
        "source_volid": None,
        "backup_id": None,
        "consistencygroup_id": None,
        "replication_status": None,
        "user_id": volumes.account.user_id,
        "os-vol-tenant-attr:tenant_id": project,
        "migration_status": None,
        "created_at": stamp(volume.created),
        "updated_at": None,
        "links": [{"rel": "self", "href": f"{origin}/volume/v3/{project}/volumes/{volume.id}"}],
    }


def attachment(volume: Volume) -> Json:
    return {
        "id": volume.id,
        "attachment_id": str(uuid5(NAMESPACE_URL, f"{volume.id}@{volume.machine_id}")),
        "volume_id": volume.id,
        "server_id": volume.machine_id,
        "host_name": None,
        "device": "/dev/vdb",
        "attached_at": volume.extra.get("attached_at"),
    }


def stamp(moment: datetime) -> str:
    """Cinder says microseconds, no zone."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")

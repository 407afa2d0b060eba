"""An archive is made, read back, counted, and only then entered in the index."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from shared.core.actions import MakeArchive
from shared.errors import CorruptError, NewerSchemaError, TemporaryError
from tests.archive.shop import archiver, meta, shop
from tests.fakes.ports import FakeBodies
from tests.fakes.world import FakeWorld

NAME = "lab-20260106170000"
ACTION = MakeArchive(name=NAME, session="s1")
BASE = f"velero/backups/{NAME}"
INDEX = "labs/lab/archives.json"


def paths(world: FakeWorld) -> list[str]:
    """The tarball's members, as the standard library's reader sees them."""
    with tarfile.open(fileobj=io.BytesIO(world.bodies.objects[f"{BASE}/{NAME}.tar.gz"])) as tar:
        return tar.getnames()


def plain(world: FakeWorld) -> list[str]:
    return [p for p in paths(world) if "-preferredversion/" not in p]


def held(world: FakeWorld, file: str) -> Any:  # noqa: ANN401 -- JSON
    return json.loads(gzip.decompress(world.bodies.objects[f"{BASE}/{file}"]))


def test_the_tarball_holds_what_the_cluster_will_not_make_by_itself() -> None:
    world, cluster = shop()

    made = archiver(world, cluster).make(ACTION)

    assert sorted(plain(world)) == [
        "metadata/version",
        "resources/configmaps/namespaces/shop/settings.json",
        "resources/deployments.apps/namespaces/shop/web.json",
        "resources/endpoints/namespaces/shop/outside.json",
        "resources/namespaces/cluster/default.json",
        "resources/namespaces/cluster/kube-system.json",
        "resources/namespaces/cluster/shop.json",
        "resources/persistentvolumeclaims/namespaces/shop/data.json",
        "resources/persistentvolumes/cluster/pv-1.json",
        "resources/pods/namespaces/shop/bare.json",
        "resources/secrets/namespaces/shop/made.json",
        "resources/services/namespaces/shop/web.json",
        "resources/widgets.example.com/namespaces/shop/w.json",
    ]
    assert (made.items, made.verified, made.unread) == (12, True, ())


def test_every_object_lies_under_its_preferred_version_too_right_beside() -> None:
    world, cluster = shop()

    archiver(world, cluster).make(ACTION)

    found = paths(world)
    widget = found.index("resources/widgets.example.com/namespaces/shop/w.json")
    assert found[widget + 1] == (
        "resources/widgets.example.com/v1beta1-preferredversion/namespaces/shop/w.json"
    )
    assert len(found) == 1 + 2 * (len(plain(world)) - 1)


def test_the_metadata_comes_last_and_the_index_after_it() -> None:
    world, cluster = shop()

    archiver(world, cluster).make(ACTION)

    assert world.effects.log[0] == f"put {BASE}/{NAME}.tar.gz"
    assert world.effects.log[-2:] == [f"put {BASE}/velero-backup.json", f"put {INDEX}"]


def test_the_metadata_is_a_completed_backup_that_never_expires() -> None:
    world, cluster = shop()

    archiver(world, cluster).make(ACTION)

    backup = json.loads(world.bodies.objects[f"{BASE}/velero-backup.json"])
    assert (backup["kind"], backup["apiVersion"]) == ("Backup", "velero.io/v1")
    assert backup["metadata"]["name"] == NAME
    assert backup["metadata"]["labels"] == {
        "velero.io/storage-location": "default",
        "velero.io/schedule-name": "lab",
    }
    assert backup["metadata"]["annotations"]["veilleur.dev/cluster-uid"] == "uid-kube-system"
    assert backup["status"] == {
        "version": 1,
        "formatVersion": "1.1.0",
        "phase": "Completed",
        "startTimestamp": "2026-01-06T17:00:00Z",
        "completionTimestamp": "2026-01-06T17:00:00Z",
        "progress": {"totalItems": 12, "itemsBackedUp": 12},
        "hookStatus": {},
    }


def test_a_quarantined_archive_bears_no_schedule_from_which_a_restore_takes_the_newest() -> None:
    world, cluster = shop()

    archiver(world, cluster).make(MakeArchive(name=NAME, session="s1", quarantined=True))

    found = json.loads(world.bodies.objects[f"{BASE}/velero-backup.json"])["metadata"]
    assert "velero.io/schedule-name" not in found["labels"]
    assert found["annotations"]["veilleur.dev/quarantined"] == "true"


def test_the_resource_list_is_by_version_and_kind_and_sorted() -> None:
    world, cluster = shop()

    archiver(world, cluster).make(ACTION)

    listed = held(world, f"{NAME}-resource-list.json.gz")
    assert listed["apps/v1/Deployment"] == ["shop/web"]
    assert listed["v1/Namespace"] == ["default", "kube-system", "shop"]
    assert listed["example.com/v1beta1/Widget"] == ["shop/w"]
    assert list(listed) == sorted(listed)


def test_velero_is_told_of_each_volume_that_no_snapshot_was_taken() -> None:
    world, cluster = shop()

    archiver(world, cluster).make(ACTION)

    (volume,) = held(world, f"{NAME}-volumeinfo.json.gz")
    assert (volume["pvName"], volume["pvcNamespace"], volume["pvcName"]) == ("pv-1", "shop", "data")
    assert volume["skipped"] is True
    assert volume["pvInfo"]["reclaimPolicy"] == "Delete"
    for name in ("volumesnapshots", "podvolumebackups", "itemoperations"):
        assert held(world, f"{NAME}-{name}.json.gz") == []


def test_a_type_that_cannot_be_read_is_named_and_the_rest_is_saved() -> None:
    world, cluster = shop()
    cluster.broken = {"widgets.example.com"}
    cluster.unread_groups = ("*.metrics.k8s.io",)

    made = archiver(world, cluster).make(ACTION)

    told = (
        "widgets.example.com could not be read: the server is currently unable to handle the"
        " request",
        "*.metrics.k8s.io could not be read: the server is currently unable to handle the request",
    )
    assert (made.unread, made.verified, made.items) == (told, True, 11)
    assert held(world, f"{NAME}-results.gz") == {"errors": {"cluster": list(told)}, "warnings": {}}
    status = json.loads(world.bodies.objects[f"{BASE}/velero-backup.json"])["status"]
    assert (status["phase"], status["errors"]) == ("PartiallyFailed", 2)
    log = gzip.decompress(world.bodies.objects[f"{BASE}/{NAME}-logs.gz"]).decode()
    assert 'level=error msg="widgets.example.com could not be read' in log


@pytest.mark.parametrize("resource", ["deployments.apps", "secrets", "services"])
def test_without_a_built_in_type_there_is_no_archive(resource: str) -> None:
    world, cluster = shop()
    cluster.broken = {resource}

    with pytest.raises(TemporaryError):
        archiver(world, cluster).make(ACTION)

    assert f"{BASE}/velero-backup.json" not in world.bodies.objects
    assert INDEX not in world.bodies.objects


def test_a_name_that_would_break_veleros_extraction_lies_beside_with_a_warning() -> None:
    world, cluster = shop()
    long = "n" * 251
    world.kube.create("configmaps", {"metadata": meta(long)})

    made = archiver(world, cluster).make(ACTION)

    assert made.items == 13
    assert not any(long in path for path in paths(world))
    (kept,) = held(world, f"{NAME}-veilleur-beside.json.gz")
    assert (kept["resource"], kept["object"]["metadata"]["name"]) == ("configmaps", long)
    (warning,) = held(world, f"{NAME}-results.gz")["warnings"]["cluster"]
    assert "its name is too long for Velero" in warning


class Spoiling(FakeBodies):
    """A store that damages one object on its way in."""

    def __init__(self, world: FakeWorld, file: str, body: bytes | None) -> None:
        super().__init__(world.effects)
        self._file, self._body = file, body

    def put(self, key: str, body: bytes) -> None:
        if not key.endswith(self._file):
            super().put(key, body)
        elif self._body is not None:
            super().put(key, self._body)

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> None:
        self.put(key, b"".join(chunks))


def other_archive() -> bytes:
    """A sound archive of a cluster that has one object less."""
    world, cluster = shop()
    world.kube.delete("pods", "shop", "bare")
    archiver(world, cluster).make(ACTION)
    return world.bodies.objects[f"{BASE}/{NAME}.tar.gz"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (None, "was written and is not there"),
        (b"", "ends before its time"),
        (b"rubbish", "damaged"),
        (other_archive(), "pods: sent 1, found 0; pods by version: sent 1, found 0"),
        (gzip.compress(b"\0" * 1024), "format version '' instead of 1.1.0"),
    ],
)
def test_what_lies_there_and_is_not_what_was_sent_is_never_verified(
    body: bytes | None, told: str
) -> None:
    world, cluster = shop()
    world.bodies = Spoiling(world, ".tar.gz", body)

    with pytest.raises(CorruptError, match=told):
        archiver(world, cluster).make(ACTION)

    assert set(world.bodies.objects) <= {f"{BASE}/{NAME}.tar.gz"}


def test_a_metadata_object_that_is_not_what_was_sent_is_never_verified() -> None:
    world, cluster = shop()
    world.bodies = Spoiling(world, "velero-backup.json", b"{}")

    with pytest.raises(CorruptError, match=r"velero-backup\.json is not what was sent"):
        archiver(world, cluster).make(ACTION)

    assert INDEX not in world.bodies.objects


def test_the_latest_archive_is_the_newest_verified_one() -> None:
    world, cluster = shop()
    kept = archiver(world, cluster)
    assert kept.latest() is None

    kept.make(ACTION)
    world.clock.time += timedelta(hours=1)
    second = kept.make(MakeArchive(name="lab-20260106180000", session="s1"))

    assert kept.latest() == second
    assert second.taken_at == world.now


def test_the_same_archive_made_again_is_in_the_index_once() -> None:
    world, cluster = shop()
    kept = archiver(world, cluster)

    first = kept.make(ACTION)
    again = kept.make(ACTION)

    assert first == again == kept.latest()
    assert len(json.loads(world.bodies.objects[INDEX])["archives"]) == 1


def test_the_index_is_bounded() -> None:
    world, cluster = shop()
    kept = archiver(world, cluster)
    kept.make(ACTION)
    index = json.loads(world.bodies.objects[INDEX])
    old = [index["archives"][0] | {"name": f"old-{n}"} for n in range(600)]
    world.bodies.objects[INDEX] = json.dumps(index | {"archives": old}).encode()
    world.clock.time += timedelta(hours=1)

    kept.make(MakeArchive(name="new", session="s1"))

    names = [entry["name"] for entry in json.loads(world.bodies.objects[INDEX])["archives"]]
    assert (len(names), names[-1]) == (500, "new")


@pytest.mark.parametrize(
    ("body", "error"), [(b"rubbish", CorruptError), (b'{"schema": 99}', NewerSchemaError)]
)
def test_an_index_that_cannot_be_read_is_never_taken_for_none(
    body: bytes, error: type[Exception]
) -> None:
    world, cluster = shop()
    world.bodies.objects[INDEX] = body

    with pytest.raises(error):
        archiver(world, cluster).latest()


def test_without_a_prefix_the_backups_lie_at_the_top() -> None:
    world, cluster = shop()

    archiver(world, cluster, prefix="").make(ACTION)

    assert f"backups/{NAME}/velero-backup.json" in world.bodies.objects

"""Cinder: volumes bind to a zone, bill by the gigabyte, and stay until somebody deletes them."""

from __future__ import annotations

import pytest
from openstack.block_storage.v3.volume import Volume
from openstack.connection import Connection
from openstack.exceptions import BadRequestException, NotFoundException

from standin.world import Machine
from tests.standin.openstack.cloud import Cloud

CLUSTER = "cinder.csi.openstack.org/cluster"


def a_volume(cloud: Cloud, connection: Connection, **more: object) -> Volume:
    made = connection.block_storage.create_volume(
        name="pvc-1", size=5, availability_zone="az-1", **more
    )
    cloud.step(3)
    assert isinstance(made, Volume)
    return made


def a_server(cloud: Cloud, zone: str = "az-1") -> Machine:
    flavor = "a1-ram2-disk20-perf1"
    return cloud.on_loop(lambda: cloud.world.machines.create(name="node", flavor=flavor, zone=zone))


def test_p3_3_a_volume_keeps_the_metadata_that_proves_its_owner(
    cloud: Cloud, connection: Connection
) -> None:
    a_volume(cloud, connection, metadata={CLUSTER: "lab"})
    (seen,) = connection.block_storage.volumes()
    assert (seen.name, seen.size, seen.metadata) == ("pvc-1", 5, {CLUSTER: "lab"})


def test_a_volume_is_available_some_seconds_after_it_bills(
    cloud: Cloud, connection: Connection
) -> None:
    made = connection.block_storage.create_volume(name="pvc-1", size=5)
    assert made.status == "creating"
    assert len(cloud.world.timeline.open()) == 1
    cloud.step(3)
    assert connection.block_storage.get_volume(made.id).status == "available"


def test_an_attached_volume_is_in_use_and_says_by_whom(
    cloud: Cloud, connection: Connection
) -> None:
    made, server = a_volume(cloud, connection), a_server(cloud)
    connection.compute.create_volume_attachment(server.id, volume_id=made.id)
    seen = connection.block_storage.get_volume(made.id)
    assert (seen.status, seen.attachments[0]["server_id"]) == ("in-use", server.id)
    (attachment,) = connection.compute.volume_attachments(server.id)
    assert attachment.volume_id == made.id
    connection.compute.delete_volume_attachment(server.id, made.id)
    assert connection.block_storage.get_volume(made.id).status == "available"


def test_p3_2_a_volume_cannot_be_attached_in_another_zone(
    cloud: Cloud, connection: Connection
) -> None:
    made, elsewhere = a_volume(cloud, connection), a_server(cloud, zone="az-2")
    with pytest.raises(BadRequestException, match="Invalid volume"):
        connection.compute.create_volume_attachment(elsewhere.id, volume_id=made.id)


def test_p3_2_an_unknown_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(BadRequestException, match="Availability zone 'moon' is invalid"):
        connection.block_storage.create_volume(size=1, availability_zone="moon")


def test_an_attached_volume_is_not_deleted(cloud: Cloud, connection: Connection) -> None:
    made, server = a_volume(cloud, connection), a_server(cloud)
    connection.compute.create_volume_attachment(server.id, volume_id=made.id)
    with pytest.raises(BadRequestException, match="status must be available"):
        connection.block_storage.delete_volume(made.id, ignore_missing=False)


def test_a_deleted_volume_bills_until_it_is_gone(cloud: Cloud, connection: Connection) -> None:
    made = a_volume(cloud, connection)
    connection.block_storage.delete_volume(made.id, ignore_missing=False)
    assert connection.block_storage.get_volume(made.id).status == "deleting"
    assert len(cloud.world.timeline.open()) == 1
    cloud.step(3)
    with pytest.raises(NotFoundException):
        connection.block_storage.get_volume(made.id)
    assert cloud.world.timeline.open() == []


def test_p3_2_a_volume_stays_and_bills_when_its_server_goes(
    cloud: Cloud, connection: Connection
) -> None:
    made, server = a_volume(cloud, connection), a_server(cloud)
    connection.compute.create_volume_attachment(server.id, volume_id=made.id)
    connection.compute.delete_server(server.id)
    cloud.step(60)
    assert connection.block_storage.get_volume(made.id).status == "available"
    assert [interval.kind for interval in cloud.world.timeline.open()] == ["volume"]


def test_a_volume_only_grows(cloud: Cloud, connection: Connection) -> None:
    made = a_volume(cloud, connection)
    connection.block_storage.extend_volume(made.id, 8)
    assert connection.block_storage.get_volume(made.id).size == 8
    with pytest.raises(BadRequestException, match="it can only grow"):
        connection.block_storage.extend_volume(made.id, 4)


def test_snapshots_are_a_whole_list_that_is_empty(connection: Connection) -> None:
    assert list(connection.block_storage.snapshots()) == []


@pytest.mark.parametrize("size", [0, -1, True, "5", None])
def test_a_size_is_a_number_of_gigabytes(connection: Connection, size: object) -> None:
    with pytest.raises(BadRequestException):
        connection.block_storage.create_volume(size=size)

"""Nova: every server of the project, the nodes and other people's."""

from __future__ import annotations

from functools import partial

import pytest
import requests
from openstack.connection import Connection
from openstack.exceptions import NotFoundException

from standin.world import Machine
from standin.world.pool_spec import PoolSpec
from tests.standin.openstack.cloud import START, Cloud

FLAVOR = "a1-ram2-disk20-perf1"


def a_node(cloud: Cloud) -> Machine:
    spec = PoolSpec(
        kaas_id=cloud.world.lab_id, name="general", flavor=FLAVOR, zone="az-1", minimum=1, maximum=1
    )
    pool = cloud.on_loop(lambda: cloud.world.pools.create(spec))
    return cloud.world.machines.of_pool(pool.id)[0]


def test_a_node_is_a_server_from_the_second_it_bills(cloud: Cloud, connection: Connection) -> None:
    node = a_node(cloud)
    (server,) = connection.compute.servers()
    assert (server.id, server.name, server.status) == (node.id, node.name, "BUILD")
    assert server.created_at == START.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert server.flavor.name == FLAVOR
    assert server.availability_zone == "az-1"


def test_a_booted_server_is_active(cloud: Cloud, connection: Connection) -> None:
    node = a_node(cloud)
    cloud.step(3600)
    assert connection.compute.get_server(node.id).status == "ACTIVE"


def test_other_people_s_servers_are_in_the_list_too(cloud: Cloud, connection: Connection) -> None:
    node = a_node(cloud)
    theirs = cloud.on_loop(
        lambda: cloud.world.machines.create(name="bastion", flavor=FLAVOR, zone="az-2")
    )
    assert {server.id for server in connection.compute.servers()} == {node.id, theirs.id}


def test_a_deleted_server_bills_until_it_is_gone(cloud: Cloud, connection: Connection) -> None:
    node = a_node(cloud)
    connection.compute.delete_server(node.id)
    assert connection.compute.get_server(node.id).task_state == "deleting"
    assert len(cloud.world.timeline.open()) == 1
    cloud.step(60)
    with pytest.raises(NotFoundException):
        connection.compute.get_server(node.id)
    assert cloud.world.timeline.open() == []


def test_names_filter_as_regular_expressions(cloud: Cloud, connection: Connection) -> None:
    create = partial(cloud.world.machines.create, flavor=FLAVOR, zone="az-1")
    for name in ("web-1", "web-2", "db-1"):
        cloud.on_loop(partial(create, name=name))
    found = connection.compute.servers(name="^web")
    assert sorted(server.name for server in found) == ["web-1", "web-2"]


def test_the_answer_has_the_form_of_the_microversion_asked_for(cloud: Cloud) -> None:
    a_node(cloud)
    url, token = f"{cloud.url}/compute/v2.1/servers/detail", cloud.log_in()
    old = requests.get(url, headers=token, timeout=10)
    assert old.headers["OpenStack-API-Version"] == "compute 2.1"
    assert set(old.json()["servers"][0]["flavor"]) == {"id", "links"}
    newer = token | {"OpenStack-API-Version": "compute 2.47"}
    new = requests.get(url, headers=newer, timeout=10)
    assert new.headers["OpenStack-API-Version"] == "compute 2.47"
    assert new.json()["servers"][0]["flavor"]["original_name"] == FLAVOR


def test_a_microversion_of_the_future_is_not_acceptable(cloud: Cloud) -> None:
    headers = cloud.log_in() | {"OpenStack-API-Version": "compute 2.999"}
    answer = requests.get(f"{cloud.url}/compute/v2.1/servers", headers=headers, timeout=10)
    assert answer.status_code == 406


def test_flavors_are_found_by_name(connection: Connection) -> None:
    flavor = connection.compute.find_flavor("nvl4-a8-ram16-disk50-perf1", ignore_missing=False)
    assert (flavor.vcpus, flavor.ram, flavor.disk) == (8, 16 * 1024, 50)


def test_p3_4_a_running_server_has_a_port_in_its_project(
    cloud: Cloud, connection: Connection
) -> None:
    """P3.4: Neutron's, and it goes with the server."""
    node = a_node(cloud)
    assert list(connection.network.ports(device_id=node.id)) == []
    cloud.step(3600)
    (port,) = connection.network.ports(device_id=node.id)
    assert port.device_owner == "compute:az-1"
    connection.compute.delete_server(node.id)
    cloud.step(60)
    assert list(connection.network.ports(device_id=node.id)) == []

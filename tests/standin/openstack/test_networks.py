"""Neutron: the networks that are there on the first day, and floating IPs."""

from __future__ import annotations

import pytest
from openstack.connection import Connection
from openstack.exceptions import BadRequestException, ConflictException, NotFoundException

from tests.standin.openstack.cloud import Cloud


def floating_network(connection: Connection) -> str:
    return str(connection.network.find_network("ext-floating1", ignore_missing=False).id)


def test_p3_2_the_external_networks_are_ext_net1_and_ext_floating1(connection: Connection) -> None:
    external = connection.network.networks(is_router_external=True)
    assert {network.name for network in external} == {"ext-net1", "ext-floating1"}


def test_the_shared_pack_brings_a_network_of_its_own(connection: Connection) -> None:
    lab = connection.network.find_network("kaas-lab", ignore_missing=False)
    assert len(lab.subnet_ids) == 2
    (router,) = connection.network.routers()
    assert router.external_gateway_info["network_id"]


def test_p3_3_a_floating_ip_keeps_the_description_that_proves_its_owner(
    connection: Connection,
) -> None:
    words = "Floating IP for Kubernetes external service default/web from cluster lab"
    made = connection.network.create_ip(
        floating_network_id=floating_network(connection), description=words
    )
    (seen,) = connection.network.ips()
    assert (seen.id, seen.description, seen.status) == (made.id, words, "DOWN")


def test_p3_2_a_floating_ip_bills_with_and_without_a_port(
    cloud: Cloud, connection: Connection
) -> None:
    made = connection.network.create_ip(floating_network_id=floating_network(connection))
    assert [interval.kind for interval in cloud.world.timeline.open()] == ["floating_ip"]
    connection.network.delete_ip(made)
    assert cloud.world.timeline.open() == []


def test_p3_2_floating_ips_come_from_external_networks_only(connection: Connection) -> None:
    lab = connection.network.find_network("kaas-lab", ignore_missing=False)
    with pytest.raises(BadRequestException, match="not a valid external network"):
        connection.network.create_ip(floating_network_id=lab.id)


def test_a_floating_ip_outlives_its_port(connection: Connection) -> None:
    lab = connection.network.find_network("kaas-lab", ignore_missing=False)
    port = connection.network.create_port(network_id=lab.id)
    made = connection.network.create_ip(
        floating_network_id=floating_network(connection), port_id=port.id
    )
    assert made.fixed_ip_address == port.fixed_ips[0]["ip_address"]
    assert made.router_id
    connection.network.delete_port(port)
    left = connection.network.get_ip(made.id)
    assert (left.port_id, left.fixed_ip_address, left.status) == (None, None, "DOWN")


def test_a_floating_ip_moves_to_another_port(connection: Connection) -> None:
    lab = connection.network.find_network("kaas-lab", ignore_missing=False)
    made = connection.network.create_ip(floating_network_id=floating_network(connection))
    port = connection.network.create_port(network_id=lab.id)
    moved = connection.network.update_ip(made, port_id=port.id)
    assert (moved.port_id, moved.status) == (port.id, "ACTIVE")
    assert connection.network.update_ip(made, port_id=None).status == "DOWN"


def test_no_address_is_handed_out_twice(connection: Connection) -> None:
    lab = connection.network.find_network("kaas-lab", ignore_missing=False)
    ports = [connection.network.create_port(network_id=lab.id) for _ in range(3)]
    assert len({port.fixed_ips[0]["ip_address"] for port in ports}) == 3


def test_a_network_of_one_s_own_from_subnet_to_router(connection: Connection) -> None:
    network = connection.network.create_network(name="mine")
    subnet = connection.network.create_subnet(
        network_id=network.id, cidr="10.0.1.0/24", ip_version=4, name="workers"
    )
    assert (subnet.gateway_ip, subnet.allocation_pools[0]["end"]) == ("10.0.1.1", "10.0.1.254")
    router = connection.network.create_router(name="mine")
    way = connection.network.add_interface_to_router(router, subnet=subnet.id)
    with pytest.raises(ConflictException):
        connection.network.delete_subnet(subnet, ignore_missing=False)
    connection.network.remove_interface_from_router(router, subnet=subnet.id)
    with pytest.raises(NotFoundException):
        connection.network.get_port(way["port_id"])
    connection.network.delete_subnet(subnet, ignore_missing=False)
    connection.network.delete_network(network, ignore_missing=False)
    assert connection.network.find_network("mine") is None


def test_a_security_group_lets_out_and_takes_rules(connection: Connection) -> None:
    group = connection.network.create_security_group(name="lab")
    assert {rule["direction"] for rule in group.security_group_rules} == {"egress"}
    rule = connection.network.create_security_group_rule(
        security_group_id=group.id, direction="ingress", protocol="tcp", port_range_min=22
    )
    assert len(connection.network.get_security_group(group.id).security_group_rules) == 3
    connection.network.delete_security_group_rule(rule, ignore_missing=False)
    assert len(connection.network.get_security_group(group.id).security_group_rules) == 2


def test_tags_are_set_afterwards(connection: Connection) -> None:
    network = connection.network.find_network("kaas-lab", ignore_missing=False)
    connection.network.set_tags(network, ["lab"])
    assert connection.network.get_network(network.id).tags == ["lab"]


def test_what_is_not_there_is_not_found_by_name_of_its_kind(connection: Connection) -> None:
    with pytest.raises(NotFoundException, match="could not be found"):
        connection.network.get_ip("00000000-0000-4000-8000-000000000000")

"""Octavia: load balancers are slow, immutable while they change, and bill until they are gone."""

from __future__ import annotations

import pytest
from openstack.connection import Connection
from openstack.exceptions import BadRequestException, ConflictException, NotFoundException
from openstack.load_balancer.v2.listener import Listener
from openstack.load_balancer.v2.load_balancer import LoadBalancer
from openstack.load_balancer.v2.member import Member
from openstack.load_balancer.v2.pool import Pool

from standin.world import Owner
from tests.standin.openstack.cloud import Cloud

NAME = "kube_service_lab_default_web"  # P3.3: kube_service_<cluster>_<namespace>_<service>


def asked_for(connection: Connection, **more: object) -> LoadBalancer:
    subnet = connection.network.find_subnet("load-balancers", ignore_missing=False)
    return connection.load_balancer.create_load_balancer(name=NAME, vip_subnet_id=subnet.id, **more)


def a_balancer(cloud: Cloud, connection: Connection) -> LoadBalancer:
    made = asked_for(connection)
    cloud.step(20)
    return made


def a_tree(cloud: Cloud, connection: Connection) -> tuple[LoadBalancer, Listener, Pool, Member]:
    """A balancer with listener, pool and member, as a cloud-controller-manager builds it."""
    octavia, balancer = connection.load_balancer, a_balancer(cloud, connection)
    listener = octavia.create_listener(
        name="listener_0", loadbalancer_id=balancer.id, protocol="TCP", protocol_port=80
    )
    cloud.step(2)
    pool = octavia.create_pool(
        name="pool_0", listener_id=listener.id, protocol="TCP", lb_algorithm="ROUND_ROBIN"
    )
    cloud.step(2)
    member = octavia.create_member(pool.id, address="10.8.0.4", protocol_port=30080, name="n1")
    cloud.step(2)
    return balancer, listener, pool, member


def test_p3_3_the_name_that_proves_the_owner_comes_back(
    cloud: Cloud, connection: Connection
) -> None:
    made = a_balancer(cloud, connection)
    (seen,) = connection.load_balancer.load_balancers()
    assert (seen.id, seen.name, seen.vip_address) == (made.id, NAME, made.vip_address)
    assert [one.id for one in connection.load_balancer.load_balancers(name=NAME)] == [made.id]


def test_it_is_pending_then_active_and_bills_from_the_first_second(
    cloud: Cloud, connection: Connection
) -> None:
    made = asked_for(connection, tags=["lab"])
    assert (made.provisioning_status, made.operating_status) == ("PENDING_CREATE", "OFFLINE")
    assert [interval.kind for interval in cloud.world.timeline.open()] == ["load_balancer"]
    cloud.step(20)
    seen = connection.load_balancer.get_load_balancer(made.id)
    assert (seen.provisioning_status, seen.operating_status) == ("ACTIVE", "ONLINE")
    assert (seen.tags, seen.project_id) == (["lab"], made.project_id)


def test_while_pending_every_change_is_a_conflict(cloud: Cloud, connection: Connection) -> None:
    made = asked_for(connection)
    for change in (
        lambda: connection.load_balancer.delete_load_balancer(made.id, ignore_missing=False),
        lambda: connection.load_balancer.update_load_balancer(made.id, description="x"),
        lambda: connection.load_balancer.create_listener(
            loadbalancer_id=made.id, protocol="TCP", protocol_port=80
        ),
    ):
        with pytest.raises(ConflictException, match="immutable"):
            change()
    cloud.step(20)
    connection.load_balancer.update_load_balancer(made.id, description="x")


def test_listener_pool_and_member_are_parts_of_one_tree(
    cloud: Cloud, connection: Connection
) -> None:
    balancer, listener, pool, member = a_tree(cloud, connection)
    seen = connection.load_balancer.get_load_balancer(balancer.id)
    assert (seen.listeners, seen.pools) == ([{"id": listener.id}], [{"id": pool.id}])
    assert connection.load_balancer.get_listener(listener.id).default_pool_id == pool.id
    assert connection.load_balancer.get_pool(pool.id).members == [{"id": member.id}]
    assert [one.id for one in connection.load_balancer.members(pool.id)] == [member.id]


def test_a_part_that_changes_makes_the_balancer_pending(
    cloud: Cloud, connection: Connection
) -> None:
    balancer, _, pool, member = a_tree(cloud, connection)
    connection.load_balancer.delete_member(member.id, pool.id, ignore_missing=False)
    seen = connection.load_balancer.get_load_balancer(balancer.id)
    assert seen.provisioning_status == "PENDING_UPDATE"
    cloud.step(2)
    with pytest.raises(NotFoundException):
        connection.load_balancer.get_member(member.id, pool.id)


def test_the_batch_leaves_exactly_the_members_it_names(
    cloud: Cloud, connection: Connection
) -> None:
    _, _, pool, member = a_tree(cloud, connection)
    wanted = [{"address": "10.8.0.9", "protocol_port": 30080}]
    answer = connection.load_balancer.put(
        f"/lbaas/pools/{pool.id}/members", json={"members": wanted}
    )
    assert answer.status_code == 202
    cloud.step(2)
    (left,) = connection.load_balancer.members(pool.id)
    assert (left.address, left.id != member.id) == ("10.8.0.9", True)


def test_a_pool_takes_its_members_and_monitor_along(cloud: Cloud, connection: Connection) -> None:
    octavia, (_, listener, pool, member) = connection.load_balancer, a_tree(cloud, connection)
    monitor = octavia.create_health_monitor(
        pool_id=pool.id, type="TCP", delay=5, timeout=3, max_retries=2
    )
    cloud.step(2)
    octavia.delete_pool(pool.id, ignore_missing=False)
    cloud.step(2)
    for gone in (
        lambda: octavia.get_pool(pool.id),
        lambda: octavia.get_member(member.id, pool.id),
        lambda: octavia.get_health_monitor(monitor.id),
    ):
        with pytest.raises(NotFoundException):
            gone()
    assert octavia.get_listener(listener.id).default_pool_id is None


def test_a_tree_is_deleted_as_a_whole_or_not_at_all(cloud: Cloud, connection: Connection) -> None:
    octavia, (balancer, listener, *_) = connection.load_balancer, a_tree(cloud, connection)
    with pytest.raises(BadRequestException, match="it has children"):
        octavia.delete_load_balancer(balancer.id, ignore_missing=False)
    octavia.delete_load_balancer(balancer.id, ignore_missing=False, cascade=True)
    assert octavia.get_load_balancer(balancer.id).provisioning_status == "PENDING_DELETE"
    cloud.step(5)
    assert list(octavia.load_balancers()) == []
    with pytest.raises(NotFoundException):
        octavia.get_listener(listener.id)


def test_it_bills_until_it_is_gone_and_takes_its_vip_port_along(
    cloud: Cloud, connection: Connection
) -> None:
    made = a_balancer(cloud, connection)
    connection.load_balancer.delete_load_balancer(made.id, ignore_missing=False)
    assert len(cloud.world.timeline.open()) == 1
    cloud.step(5)
    assert cloud.world.timeline.open() == []
    with pytest.raises(NotFoundException):
        connection.network.get_port(made.vip_port_id)


def test_p3_2_the_floating_ip_of_a_deleted_balancer_goes_on_billing(
    cloud: Cloud, connection: Connection
) -> None:
    made = a_balancer(cloud, connection)
    outside = connection.network.find_network("ext-floating1", ignore_missing=False)
    connection.network.create_ip(floating_network_id=outside.id, port_id=made.vip_port_id)
    connection.load_balancer.delete_load_balancer(made.id, ignore_missing=False)
    cloud.step(5)
    assert [interval.kind for interval in cloud.world.timeline.open()] == ["floating_ip"]


def test_other_people_s_balancers_look_like_any_other(cloud: Cloud, connection: Connection) -> None:
    cloud.on_loop(lambda: cloud.world.load_balancers.create(name="shop", owner=Owner.FOREIGN))
    (seen,) = connection.load_balancer.load_balancers()
    assert (seen.name, seen.provisioning_status) == ("shop", "ACTIVE")
    assert seen.vip_address


def test_without_a_place_for_its_vip_there_is_no_balancer(connection: Connection) -> None:
    with pytest.raises(BadRequestException, match="VIP must contain one of"):
        connection.load_balancer.create_load_balancer(name=NAME)

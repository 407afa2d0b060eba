"""Services: the addresses and ports that the server gives, keeps and takes back."""

from __future__ import annotations

from ipaddress import ip_address

from tests.contract.kubernetes_api.asking import Obj, Space
from tests.contract.kubernetes_api.shapes import service


def _ports(body: Obj) -> list[int]:
    return [port["nodePort"] for port in body["spec"]["ports"] if port.get("nodePort")]


def test_a_service_gets_an_address_of_its_own(space: Space) -> None:
    one, two = (space.make("services", service(name))["spec"] for name in ("one", "two"))
    assert ip_address(one["clusterIP"]).is_private
    assert one["clusterIPs"] == [one["clusterIP"]]
    assert one["clusterIP"] != two["clusterIP"]
    assert one["ports"] == [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 80}]
    assert (one["sessionAffinity"], one["internalTrafficPolicy"]) == ("None", "Cluster")


def test_a_headless_service_has_none(space: Space) -> None:
    made = space.make("services", service("one", clusterIP="None"))
    assert made["spec"]["clusterIP"] == "None"
    assert space.make("services", service("two", clusterIP="None"))


def test_an_address_that_is_taken_is_refused(space: Space) -> None:
    taken = space.make("services", service("one"))["spec"]["clusterIP"]
    said = space.kube.post(space.at("services"), service("two", clusterIP=taken))
    assert said.status == 422
    assert "provided IP is already allocated" in said.message


def test_an_address_stays(space: Space) -> None:
    made = space.make("services", service("one"))
    path = space.at("services", "one")
    changed = space.kube.patch(path, {"spec": {"clusterIP": "10.96.250.250", "clusterIPs": None}})
    assert changed.status == 422
    bare = service("one") | {"metadata": {"name": "one", "labels": {"a": "b"}}}
    put = space.kube.put(path, bare)
    assert put.body["spec"]["clusterIP"] == made["spec"]["clusterIP"]


def test_a_balanced_service_has_node_ports(space: Space) -> None:
    made = space.make("services", service("one", "LoadBalancer"))
    (port,) = _ports(made)
    assert 30_000 <= port <= 32_767
    assert made["spec"]["allocateLoadBalancerNodePorts"] is True
    assert made["spec"]["externalTrafficPolicy"] == "Cluster"
    assert made["status"] == {"loadBalancer": {}}


def test_what_only_a_balancer_needs_goes_with_it_and_comes_back_as_asked(space: Space) -> None:
    made = space.make("services", service("one", "LoadBalancer"))
    path, saved = space.at("services", "one"), made["spec"]
    inner = space.kube.patch(path, {"spec": {"type": "ClusterIP"}}).body["spec"]
    assert not _ports({"spec": inner})
    assert {"allocateLoadBalancerNodePorts", "externalTrafficPolicy"}.isdisjoint(inner)
    assert inner["clusterIP"] == saved["clusterIP"]
    back = {"spec": {"type": "LoadBalancer", "ports": saved["ports"]}}
    restored = space.kube.patch(path, back).body
    assert restored["spec"] == saved
    assert restored["metadata"]["uid"] == made["metadata"]["uid"]


def test_a_node_port_that_is_taken_is_refused(space: Space) -> None:
    (taken,) = _ports(space.make("services", service("one", "NodePort")))
    ports = [{"port": 80, "nodePort": taken}]
    said = space.kube.post(space.at("services"), service("two", "NodePort", ports=ports))
    assert said.status == 422
    assert "provided port is already allocated" in said.message
    space.kube.patch(space.at("services", "one"), {"spec": {"type": "ClusterIP"}})
    assert _ports(space.make("services", service("two", "NodePort", ports=ports))) == [taken]


def test_an_inner_service_may_name_no_node_port(space: Space) -> None:
    body = service("one", ports=[{"port": 80, "nodePort": 30_123}])
    said = space.kube.post(space.at("services"), body)
    assert said.status == 422
    assert "may not be used when `type` is 'ClusterIP'" in said.message


def test_services_that_make_no_sense_are_refused(space: Space) -> None:
    odd = [
        service("one", ports=[]),
        service("one", ports=[{"port": 0}]),
        service("one", ports=[{"port": 80}, {"port": 81}]),
        service("one", ports=[{"name": "a", "port": 80}, {"name": "b", "port": 80}]),
        service("one", "ExternalName"),
        service("one", "Unknown"),
        service("one", "NodePort", ports=[{"port": 80, "nodePort": 80}]),
    ]
    assert {space.kube.post(space.at("services"), body).status for body in odd} == {422}


def test_local_traffic_has_a_port_for_its_health(space: Space) -> None:
    made = space.make("services", service("one", "LoadBalancer", externalTrafficPolicy="Local"))
    assert made["spec"]["healthCheckNodePort"] in range(30_000, 32_768)
    path = space.at("services", "one")
    inner = space.kube.patch(path, {"spec": {"type": "ClusterIP"}}).body["spec"]
    assert "healthCheckNodePort" not in inner

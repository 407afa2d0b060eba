"""Load balancers and volumes: made while a node is Ready, and never cleaned up without one."""

from __future__ import annotations

from standin.client import Obj
from tests.standin.workers.application import database, namespace, service, web
from tests.standin.workers.lab import Lab

BOOTED = 400
SERVICE = "/api/v1/namespaces/shop/services/web"
DATABASE = "/apis/apps/v1/namespaces/shop/statefulsets/db"
CLAIMS = "/api/v1/namespaces/shop/persistentvolumeclaims"
ATTACHMENTS = "/apis/storage.k8s.io/v1/volumeattachments"
FINALIZER = "service.kubernetes.io/load-balancer-cleanup"


def standing(lab: Lab, *objects: Obj) -> int:
    pool = lab.add_pool()
    lab.apply(namespace(), *objects)
    lab.step(BOOTED)
    lab.step(120)
    return pool


def address(lab: Lab) -> str:
    return str(lab.api.get(SERVICE)["status"]["loadBalancer"]["ingress"][0]["ip"])


def to_cluster_ip(lab: Lab) -> None:
    lab.api.patch(SERVICE, {"spec": {"type": "ClusterIP"}})


def test_a_service_gets_a_balancer_an_address_and_a_finalizer(lab: Lab) -> None:
    standing(lab, web(1), service())
    (balancer,) = lab.truth()["load_balancers"]
    assert balancer["name"] == "kube_service_lab_shop_web"
    (floating,) = lab.truth()["floating_ips"]
    assert floating["address"] == address(lab)
    assert floating["description"].endswith("external service shop/web from cluster lab")
    assert FINALIZER in lab.api.get(SERVICE)["metadata"]["finalizers"]


def test_its_balancer_leads_from_the_port_to_every_node(lab: Lab) -> None:
    standing(lab, web(1), service())
    inside = lab.inside_balancers()
    assert [(p["protocol"], p["protocol_port"]) for p in inside["listeners"]] == [("TCP", 80)]
    (port,) = lab.api.get(SERVICE)["spec"]["ports"]
    (machine,) = lab.truth()["machines"]
    targets = [(m["address"], m["protocol_port"]) for m in inside["members"]]
    assert targets == [(machine["address"], port["nodePort"])]
    to_cluster_ip(lab)
    lab.step(60)
    assert lab.inside_balancers() == {"listeners": [], "pools": [], "members": []}


def test_made_a_cluster_ip_it_gives_everything_back(lab: Lab) -> None:
    standing(lab, web(1), service())
    to_cluster_ip(lab)
    lab.step(1)
    assert FINALIZER in lab.api.get(SERVICE)["metadata"]["finalizers"], "the balancer still goes"
    lab.step(60)
    assert lab.truth()["load_balancers"] == lab.truth()["floating_ips"] == []
    left = lab.api.get(SERVICE)
    assert "finalizers" not in left["metadata"]
    assert not left["status"]["loadBalancer"]


def test_an_address_to_keep_stays_and_is_taken_up_again(lab: Lab) -> None:
    standing(lab, web(1), service(**{"loadbalancer.openstack.org/keep-floatingip": "true"}))
    kept = address(lab)
    to_cluster_ip(lab)
    lab.step(60)
    assert lab.truth()["load_balancers"] == []
    assert [a["address"] for a in lab.truth()["floating_ips"]] == [kept]
    lab.api.patch(SERVICE, {"spec": {"type": "LoadBalancer", "loadBalancerIP": kept}})
    lab.step(60)
    assert address(lab) == kept
    assert len(lab.truth()["floating_ips"]) == 1


def test_without_a_node_a_deleted_service_waits_and_its_balancer_bills_on(lab: Lab) -> None:
    """P3.2."""
    pool = standing(lab, web(1), service())
    lab.drop_pool(pool)
    lab.step(600)
    lab.api.delete(SERVICE, {})
    lab.step(3_600)
    assert "deletionTimestamp" in lab.api.get(SERVICE)["metadata"]
    assert len(lab.truth()["load_balancers"]) == len(lab.truth()["floating_ips"]) == 1
    lab.add_pool()
    lab.step(BOOTED)
    lab.step(60)
    assert lab.truth()["load_balancers"] == lab.truth()["floating_ips"] == []


def test_a_balancer_that_went_while_no_worker_ran_is_made_again_by_the_next(lab: Lab) -> None:
    """cloud-controller-manager ensures every Service when it starts, whatever its status says."""
    pool, world = standing(lab, web(1), service()), lab.platform.world
    (before,) = lab.truth()["load_balancers"]
    lab.drop_pool(pool)
    lab.step(600)
    lab.on_loop(lambda: world.load_balancers.delete(before["id"]))
    lab.add_pool()
    lab.step(BOOTED)
    lab.step(60)
    (again,) = lab.truth()["load_balancers"]
    assert again["id"] != before["id"]
    assert address(lab) in [each["address"] for each in lab.truth()["floating_ips"]]


def test_somebody_elses_balancer_is_left_alone(lab: Lab) -> None:
    world = lab.platform.world
    lab.on_loop(lambda: world.load_balancers.create(name="kube_service_other_shop_web"))
    standing(lab, web(1), service())
    to_cluster_ip(lab)
    lab.step(60)
    assert [b["name"] for b in lab.truth()["load_balancers"]] == ["kube_service_other_shop_web"]


def test_a_claim_becomes_a_volume_that_names_its_cluster_in_the_zone_of_its_node(lab: Lab) -> None:
    standing(lab, database())
    (volume,) = lab.truth()["volumes"]
    (claim,) = lab.api.get(CLAIMS)["items"]
    assert volume["name"] == f"pvc-{claim['metadata']['uid']}"
    assert volume["zone"] == "az-1"
    assert volume["size_gb"] == 5
    assert volume["machine_id"] == lab.truth()["machines"][0]["id"]
    (attachment,) = lab.api.get(ATTACHMENTS)["items"]
    assert attachment["status"]["attached"] is True
    assert lab.api.get(DATABASE)["status"]["readyReplicas"] == 1


def test_a_scaled_down_set_lets_go_of_its_volume_and_keeps_it(lab: Lab) -> None:
    standing(lab, database())
    lab.api.patch(DATABASE, {"spec": {"replicas": 0}})
    lab.step(60)
    assert lab.names(ATTACHMENTS) == []
    (volume,) = lab.truth()["volumes"]
    assert volume["machine_id"] is None
    lab.api.patch(DATABASE, {"spec": {"replicas": 1}})
    lab.step(60)
    assert lab.api.get(DATABASE)["status"]["readyReplicas"] == 1
    assert [v["id"] for v in lab.truth()["volumes"]] == [volume["id"]]


def test_a_deleted_claim_deletes_its_volume_once_nobody_uses_it(lab: Lab) -> None:
    standing(lab, database())
    lab.api.delete(f"{CLAIMS}/data-db-0", {})
    lab.step(60)
    assert len(lab.truth()["volumes"]) == 1
    lab.api.delete(DATABASE, {})
    lab.step(60)
    assert lab.names(CLAIMS) == lab.names("/api/v1/persistentvolumes") == []
    assert lab.truth()["volumes"] == []


def test_a_class_that_retains_keeps_the_volume_when_its_claim_is_gone(lab: Lab) -> None:
    keeping = database()
    keeping["spec"]["volumeClaimTemplates"][0]["spec"]["storageClassName"] = "csi-cinder-retain"
    standing(lab, keeping)
    lab.api.delete(DATABASE, {})
    lab.api.delete(f"{CLAIMS}/data-db-0", {})
    lab.step(120)
    (left,) = lab.api.get("/api/v1/persistentvolumes")["items"]
    assert left["status"]["phase"] == "Released"
    assert len(lab.truth()["volumes"]) == 1


def test_without_a_node_attachments_and_volumes_stay_behind(lab: Lab) -> None:
    """P3.2."""
    pool = standing(lab, database())
    lab.drop_pool(pool)
    lab.step(600)
    lab.api.patch(DATABASE, {"spec": {"replicas": 0}})
    lab.api.delete(f"{CLAIMS}/data-db-0", {})
    lab.step(600)
    assert len(lab.names(ATTACHMENTS)) == 1
    assert len(lab.truth()["volumes"]) == 1

"""The platform whole: nodes by KaaS, Services by Kubernetes, what bills by OpenStack: one truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import boto3
import kubernetes.client
import kubernetes.config
import openstack
import pytest
from openstack.connection import Connection

from tests.standin.lab import START, Lab

POOL = {
    "name": "general",
    "flavor": "a1-ram4-disk50-perf1",
    "availability_zone": "az-1",
    "minimum_instances": 2,
    "maximum_instances": 2,
    "labels": {"custom.kaas.infomaniak.cloud/veilleur-lab": "demo"},
}
WEB = {
    "metadata": {"name": "web"},
    "spec": {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80}]},
}


@pytest.fixture(scope="module")
def core(lab: Lab) -> Iterator[Any]:
    """The `kubernetes` package, unmodified, with the kubeconfig that KaaS hands out."""
    with kubernetes.config.new_client_from_config(lab.env["KUBECONFIG"]) as client:
        yield kubernetes.client.CoreV1Api(client)


@pytest.fixture(scope="module")
def cloud(lab: Lab) -> Iterator[Connection]:
    """openstacksdk, unmodified, with the application credential."""
    env = lab.env
    with openstack.connect(
        load_envvars=False,
        load_yaml_config=False,
        auth_type=env["OS_AUTH_TYPE"],
        auth={
            "auth_url": env["OS_AUTH_URL"],
            "application_credential_id": env["OS_APPLICATION_CREDENTIAL_ID"],
            "application_credential_secret": env["OS_APPLICATION_CREDENTIAL_SECRET"],
        },
        region_name=env["OS_REGION_NAME"],
    ) as connection:
        yield connection
        connection.session.session.close()


def ready(core: Any) -> dict[str, str]:  # noqa: ANN401 -- the package has no types
    """Each node's Ready condition: True, False or Unknown."""
    return {
        node.metadata.name: next(c.status for c in node.status.conditions if c.type == "Ready")
        for node in core.list_node().items
    }


def test_a_lab_s_life_from_a_pool_to_nothing_but_what_nobody_released(
    lab: Lab,
    core: Any,  # noqa: ANN401 -- the package has no types
    cloud: Connection,
) -> None:
    """In one piece because each part stands on the one before."""
    assert core.list_node().items == []
    pool_id = lab.kaas("POST", "/instance_pools", POOL)
    lab.step(300)
    assert lab.kaas("GET", f"/instance_pools/{pool_id}")["status"] == "Active"
    assert sorted(ready(core).values()) == ["True", "True"]
    nodes = core.list_node().items
    servers = {server.id for server in cloud.compute.servers()}
    assert {node.spec.provider_id for node in nodes} == {f"openstack:///{s}" for s in servers}
    assert all(POOL["labels"].items() <= node.metadata.labels.items() for node in nodes)  # type: ignore[attr-defined]

    core.create_namespaced_service("default", WEB)
    lab.step(60)
    (balancer,) = cloud.load_balancer.load_balancers()
    assert balancer.name == "kube_service_lab_default_web"
    assert len(core.read_namespaced_service("web", "default").status.load_balancer.ingress) == 1
    assert sorted(lab.billing()) == ["floating_ip", "load_balancer", "node", "node"]

    lab.kaas("DELETE", f"/instance_pools/{pool_id}")
    lab.step(600)
    assert lab.kaas("GET", "/instance_pools") == []
    assert sorted(ready(core).values()) == ["Unknown", "Unknown"]
    assert sorted(lab.billing()) == ["floating_ip", "load_balancer"]


def test_the_truth_s_timeline_ends_with_the_machines_to_the_second(lab: Lab) -> None:
    timeline = lab.control("GET", "/truth/timeline")
    nodes = {each["id"]: each for each in timeline if each["kind"] == "node"}
    gone = {event["id"]: event["at"] for event in lab.events("machine_deleted")}
    assert {key: node["ended"] for key, node in nodes.items()} == gone
    assert {node["began"] for node in nodes.values()} == {START}
    assert {Decimal(node["chf_per_hour"]) for node in nodes.values()} == {Decimal("0.06")}


def test_nodes_tell_their_story_after_their_machines(lab: Lab) -> None:
    booted = {e["name"]: datetime.fromisoformat(e["at"]) for e in lab.events("machine_ready")}
    came = {e["name"]: datetime.fromisoformat(e["at"]) for e in lab.events("node_ready")}
    assert came.keys() == booted.keys()
    assert all(timedelta() <= came[name] - booted[name] <= timedelta(minutes=1) for name in came)
    assert {e["name"] for e in lab.events("node_not_ready")} == set(came)
    assert lab.events("node_removed") == []


def test_every_request_is_in_the_journal_with_who_asked(lab: Lab) -> None:
    told = lab.control("GET", "/truth/requests")
    assert {entry["api"] for entry in told} == {"kaas", "openstack", "kubernetes"}
    assert [entry["seq"] for entry in told] == list(range(1, len(told) + 1))
    made = [e for e in told if (e["method"], e["path"]) == ("POST", "/api/v1/nodes")]
    assert {entry["agent"] for entry in made} == {"system:workers"}


def test_no_secret_is_in_the_journal(lab: Lab) -> None:
    told = str(lab.control("GET", "/truth/requests"))
    secrets = ("INFOMANIAK_TOKEN", "OS_APPLICATION_CREDENTIAL_SECRET", "AWS_SECRET_ACCESS_KEY")
    assert [name for name in secrets if lab.env[name] in told] == []


def test_the_buckets_are_there_for_plain_boto3(lab: Lab) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=lab.env["AWS_ENDPOINT_URL"],
        aws_access_key_id=lab.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=lab.env["AWS_SECRET_ACCESS_KEY"],
        region_name=lab.env["AWS_DEFAULT_REGION"],
    )
    names = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    s3.close()
    assert {lab.env["VEILLEUR_STATE_BUCKET"], lab.env["VEILLEUR_ARTIFACTS_BUCKET"]} == names


def test_a_customer_is_handed_everything(lab: Lab) -> None:
    handed = lab.control("GET", "/")
    assert handed["urls"] == lab.urls
    assert handed["environment"] == lab.env
    assert handed["kubeconfig"] == lab.kaas("GET", "/kube_config")


def test_a_node_that_dies_is_missed_within_a_minute(lab: Lab) -> None:
    pool_id = lab.kaas("POST", "/instance_pools", POOL)
    lab.step(300)
    victim = lab.control("GET", "/machines")[0]["name"]
    began = lab.control("GET", "/clock")["now"]
    lab.control("POST", "/faults", {"kind": "node_dies", "args": {"name": victim}})
    lab.step(3_600)
    (missed,) = [e for e in lab.events("node_not_ready") if e["name"] == victim]
    silent = datetime.fromisoformat(missed["at"]) - datetime.fromisoformat(began)
    assert timedelta(seconds=40) <= silent <= timedelta(minutes=1)
    lab.kaas("DELETE", f"/instance_pools/{pool_id}")
    lab.step(600)

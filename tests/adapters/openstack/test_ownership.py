"""P3.3: a name proves exactly one cluster, and whatever resembles it proves nothing."""

from __future__ import annotations

import pytest

from shared.adapters.openstack import Owner

LAB = Owner(cluster="lab", server_prefix="pck-12-")
EXTERNAL = "Floating IP for Kubernetes external service"


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("kube_service_lab_default_web", True),
        ("kube_service_lab_kube-system_ingress-nginx", True),
        ("kube_service_lab_2_default_web", False),
        ("kube_service_my_lab_default_web", False),
        ("kube_service_lab2_default_web", False),
        ("kube_service_LAB_default_web", False),
        ("kube_service_lab_web", False),
        ("kube_service_lab", False),
        ("my_kube_service_lab_default_web", False),
        ("lab", False),
        ("", False),
    ],
)
def test_p3_3_a_balancer_s_name_names_cluster_namespace_and_service(
    name: str, *, ours: bool
) -> None:
    assert LAB.of_balancer(name) is ours


def test_p3_3_a_cluster_s_name_may_hold_underscores() -> None:
    assert Owner(cluster="lab_2").of_balancer("kube_service_lab_2_default_web")


@pytest.mark.parametrize(
    ("description", "ours"),
    [
        (f"{EXTERNAL} default/web from cluster lab", True),
        (f"{EXTERNAL} default/web from cluster lab2", False),
        (f"{EXTERNAL} default/web from cluster other from cluster lab", False),
        (f"{EXTERNAL}  from cluster lab", False),
        (f"{EXTERNAL} my own words from cluster lab", False),
        ("from cluster lab", False),
        ("lab", False),
        ("", False),
    ],
)
def test_p3_3_an_address_s_description_names_the_cluster(description: str, *, ours: bool) -> None:
    assert LAB.of_address(description) is ours


@pytest.mark.parametrize(
    ("metadata", "ours"),
    [
        ({"cinder.csi.openstack.org/cluster": "lab"}, True),
        ({"cinder.csi.openstack.org/cluster": "lab2"}, False),
        ({"cluster": "lab"}, False),
        ({}, False),
    ],
)
def test_p3_3_a_volume_s_metadata_names_the_cluster(
    metadata: dict[str, object], *, ours: bool
) -> None:
    assert LAB.of_volume(metadata) is ours


def test_a_server_is_ours_by_the_provider_s_prefix_or_as_a_node() -> None:
    assert LAB.of_server("1", "pck-12-general-4001-x7k2p", nodes=())
    assert LAB.of_server("1", "whatever", nodes=("1",))
    assert not LAB.of_server("1", "pck-123-general-4001-x7k2p", nodes=("2",))


def test_without_a_prefix_no_name_proves_a_server() -> None:
    assert not Owner(cluster="lab").of_server("1", "pck-12-general-4001-x7k2p", nodes=())

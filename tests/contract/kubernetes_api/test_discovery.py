"""What a server says of itself: its version, its groups and every resource in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tests.contract.kubernetes import Embedded
from tests.contract.kubernetes_api.asking import Kube, Obj

V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
# What the lab's archive and its controllers read; core/v1 without a prefix.
NEEDED = {
    "v1": "namespaces nodes pods services endpoints configmaps secrets serviceaccounts events "
    "persistentvolumes persistentvolumeclaims limitranges resourcequotas replicationcontrollers",
    "apps/v1": "deployments replicasets statefulsets daemonsets controllerrevisions",
    "batch/v1": "jobs cronjobs",
    "autoscaling/v2": "horizontalpodautoscalers",
    "policy/v1": "poddisruptionbudgets",
    "coordination.k8s.io/v1": "leases",
    "discovery.k8s.io/v1": "endpointslices",
    "events.k8s.io/v1": "events",
    "networking.k8s.io/v1": "ingresses networkpolicies",
    "rbac.authorization.k8s.io/v1": "roles rolebindings clusterroles clusterrolebindings",
    "scheduling.k8s.io/v1": "priorityclasses",
    "storage.k8s.io/v1": "storageclasses volumeattachments csinodes",
    "admissionregistration.k8s.io/v1": "mutatingwebhookconfigurations "
    "validatingwebhookconfigurations",
    "apiextensions.k8s.io/v1": "customresourcedefinitions",
}


def _resources(kube: Kube, version: str) -> list[Obj]:
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    body = kube.get(root).body
    assert (body["kind"], body["groupVersion"]) == ("APIResourceList", version)
    found: list[Obj] = body["resources"]
    return found


def test_every_group_is_found_from_the_root(kube: Kube) -> None:
    groups = kube.get("/apis").body
    assert groups["kind"] == "APIGroupList"
    named = {one["groupVersion"] for group in groups["groups"] for one in group["versions"]}
    assert set(NEEDED) - {"v1"} <= named
    assert all(group["preferredVersion"] in group["versions"] for group in groups["groups"])
    assert kube.get("/api").body["versions"] == ["v1"]


def test_every_resource_that_is_needed_can_be_listed_and_written(kube: Kube) -> None:
    for version, names in NEEDED.items():
        found = {one["name"]: set(one["verbs"]) for one in _resources(kube, version)}
        for name in names.split():
            assert {"list", "create", "get", "delete", "patch", "watch"} <= found[name], name


def test_every_listable_resource_lists(kube: Kube) -> None:
    """As an archive does it: each type in pages, by its path from discovery."""
    for version in NEEDED:
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        for resource in _resources(kube, version):
            if "list" in resource["verbs"] and "/" not in resource["name"]:
                body = kube.get(f"{root}/{resource['name']}", limit="500").body
                assert body["kind"] == f"{resource['kind']}List"


def test_subresources_say_their_own_kind(kube: Kube) -> None:
    found = {one["name"]: one for one in _resources(kube, "apps/v1")}
    assert found["deployments/scale"]["kind"] == "Scale"
    assert found["deployments/scale"]["group"] == "autoscaling"
    pods = {one["name"]: one for one in _resources(kube, "v1")}
    assert pods["pods/eviction"]["kind"] == "Eviction"
    assert pods["pods/eviction"]["verbs"] == ["create"]


def test_all_of_it_in_one_document(kube: Kube) -> None:
    said = kube.accepting(V2).get("/apis")
    assert "g=apidiscovery.k8s.io;v=v2" in said.headers["Content-Type"].replace(" ", "")
    (apps,) = (one for one in said.body["items"] if one["metadata"].get("name") == "apps")
    rows = {row["resource"]: row for row in apps["versions"][0]["resources"]}
    assert rows["deployments"]["responseKind"]["kind"] == "Deployment"
    assert rows["deployments"]["scope"] == "Namespaced"
    subresources = {one["subresource"] for one in rows["deployments"]["subresources"]}
    assert {"scale", "status"} <= subresources


def test_the_version_is_one_that_the_lab_runs(kube: Kube) -> None:
    version = kube.get("/version").body
    assert version["gitVersion"].startswith(f"v{version['major']}.{version['minor'].strip('+')}.")


def test_the_server_is_well(kube: Kube) -> None:
    for path in ("/healthz", "/livez", "/readyz"):
        assert kube.get(path).body == "ok"


def test_writers_learn_that_fields_are_checked_by_the_server(kube: Kube) -> None:
    paths = kube.get("/openapi/v3").body["paths"]
    document = kube.get(paths["apis/apps/v1"]["serverRelativeURL"].split("?")[0]).body
    patch = document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"]
    assert "fieldValidation" in {one["name"] for one in patch["parameters"] if "name" in one}


def test_each_answer_carries_the_servers_time(kube: Kube) -> None:
    first, second = (
        parsedate_to_datetime(kube.get(path).headers["Date"]) for path in ("/version", "/nowhere")
    )
    assert timedelta() <= second - first < timedelta(minutes=1)


def test_the_servers_time_is_the_clocks(kube: Kube, only_embedded: Embedded) -> None:
    now = only_embedded.at.on_loop(only_embedded.clock.now)
    assert now.tzinfo is UTC
    assert parsedate_to_datetime(kube.get("/version").headers["Date"]) == now
    made = kube.made("/api/v1/namespaces", {"metadata": {"generateName": "veilleur-time-"}})
    stamped = datetime.fromisoformat(made["metadata"]["creationTimestamp"])
    assert stamped == now.replace(microsecond=0)


def test_the_cluster_knows_itself_by_one_uid(kube: Kube) -> None:
    first = kube.get("/api/v1/namespaces/kube-system").body["metadata"]["uid"]
    again = kube.get("/api/v1/namespaces/kube-system").body["metadata"]["uid"]
    assert first == again
    assert kube.get("/api/v1/namespaces/default/services/kubernetes").status == 200

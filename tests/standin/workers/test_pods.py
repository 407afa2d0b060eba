"""What a kubelet does with the pods of its node, second by second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from standin.client import Obj
from standin.reconcile.effects import Effects
from standin.reconcile.times import stamp
from standin.reconcile.view import View
from standin.workers.machines import Machine
from standin.workers.pods import pods
from tests.standin.controllers.desk import START, Desk, make
from tests.standin.controllers.scenes import node


def machine(state: str = "running") -> Machine:
    return Machine(
        name="a",
        provider_id="openstack:///1",
        flavor="a1-ram4-disk50-perf1",
        zone="az-1",
        state=state,
        address="10.8.0.2",
        cores=1,
        memory_gib=4,
        disk_gib=50,
    )


def kubelet(state: str = "running") -> Callable[[View], Effects]:
    return partial(pods, machines=[machine(state)])


def bound(annotations: dict[str, str] | None = None, **spec: object) -> Obj:
    told = {"standin.dev/startup-seconds": "5"} | (annotations or {})
    given = {"nodeName": "a", "containers": [{"name": "main"}], **spec}
    return make("Pod", "p", annotations=told, spec=given, status={})


def phase(desk: Desk) -> str:
    return str(desk.one("Pod", "p")["status"]["phase"])


def ready(desk: Desk) -> str:
    held = desk.one("Pod", "p")["status"]["conditions"]
    return next(str(c["status"]) for c in held if c["type"] == "Ready")


def started(desk: Desk) -> Desk:
    desk.settle(kubelet())
    desk.pass_time(seconds=5)
    desk.settle(kubelet())
    return desk


def leave(desk: Desk, grace: int) -> None:
    """As the API marks it: deletionTimestamp is when the grace ends."""
    ends = stamp(desk.view.now + timedelta(seconds=grace))
    marks = {"deletionTimestamp": ends, "deletionGracePeriodSeconds": grace}
    desk.change(desk.one("Pod", "p"), metadata=marks)


def test_a_pod_is_acknowledged_at_once_and_ready_when_its_image_is_there() -> None:
    desk = Desk(node("a"), bound())
    desk.settle(kubelet())
    assert (phase(desk), ready(desk)) == ("Pending", "False")
    assert desk.wakes == [START + timedelta(seconds=5)]
    started(desk)
    assert (phase(desk), ready(desk)) == ("Running", "True")
    assert desk.one("Pod", "p")["status"]["podIP"]


@pytest.mark.parametrize("state", ["booting", "dead", "deleting"])
def test_a_machine_that_does_not_run_starts_and_stops_nothing(state: str) -> None:
    desk = Desk(node("a"), bound())
    desk.settle(kubelet(state))
    assert desk.one("Pod", "p")["status"] == {}
    leave(desk, grace=30)
    desk.pass_time(hours=1)
    desk.settle(kubelet(state))
    assert desk.names("Pod") == ["p"]


@pytest.mark.parametrize(
    ("volume", "missing"),
    [
        ({"configMap": {"name": "settings"}}, make("ConfigMap", "settings")),
        ({"secret": {"secretName": "key"}}, make("Secret", "key")),
    ],
)
def test_nothing_starts_before_what_it_mounts_is_there(volume: Obj, missing: Obj) -> None:
    desk = started(Desk(node("a"), bound(volumes=[{"name": "v", **volume}])))
    assert phase(desk) == "Pending"
    desk.view.put(missing)
    desk.settle(kubelet())
    assert phase(desk) == "Running"


def test_a_volume_must_be_attached_to_this_very_node() -> None:
    claim = make("PersistentVolumeClaim", "data", spec={"volumeName": "pv"})
    volume = make("PersistentVolume", "pv", spec={"csi": {"volumeHandle": "1"}})
    mount = {"name": "v", "persistentVolumeClaim": {"claimName": "data"}}

    def attached_to(host: str) -> Obj:
        spec = {"nodeName": host, "source": {"persistentVolumeName": "pv"}}
        return make("VolumeAttachment", host, spec=spec, status={"attached": True})

    desk = started(Desk(node("a"), claim, volume, attached_to("b"), bound(volumes=[mount])))
    assert phase(desk) == "Pending"
    desk.view.put(attached_to("a"))
    desk.settle(kubelet())
    assert phase(desk) == "Running"


@pytest.mark.parametrize(("code", "end"), [("0", "Succeeded"), ("3", "Failed")])
def test_a_run_ends_by_itself_with_its_exit_code(code: str, end: str) -> None:
    told = {"standin.dev/run-seconds": "30", "standin.dev/exit-code": code}
    desk = started(Desk(node("a"), bound(told, restartPolicy="Never")))
    desk.pass_time(seconds=29)
    desk.settle(kubelet())
    assert phase(desk) == "Running"
    desk.pass_time(seconds=1)
    desk.settle(kubelet())
    assert phase(desk) == end


def test_what_restarts_always_never_ends() -> None:
    desk = started(Desk(node("a"), bound()))
    desk.pass_time(days=30)
    desk.settle(kubelet())
    assert phase(desk) == "Running"


@pytest.mark.parametrize(("stop", "grace", "gone_after"), [("2", 30, 2), ("60", 30, 30)])
def test_a_pod_that_leaves_is_gone_when_it_has_stopped_or_its_grace_ends(
    stop: str, grace: int, gone_after: int
) -> None:
    desk = started(Desk(node("a"), bound({"standin.dev/stop-seconds": stop})))
    leave(desk, grace)
    desk.pass_time(seconds=gone_after - 1)
    desk.settle(kubelet())
    assert desk.names("Pod") == ["p"]
    desk.pass_time(seconds=1)
    desk.settle(kubelet())
    assert desk.names("Pod") == []

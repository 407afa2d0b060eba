"""What a kubelet says of its machine: the Node object at its registration, and its status."""

from __future__ import annotations

from standin.client import Obj
from standin.workers.machines import Machine, allocatable_of, capacity_of

CSI_ZONE = "topology.cinder.csi.openstack.org/zone"
ZONE = "topology.kubernetes.io/zone"


def node_for(machine: Machine) -> Obj:
    """The pool's labels come with it; the taint keeps pods away until the network is there."""
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": machine.name,
            "labels": {
                "kubernetes.io/hostname": machine.name,
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/os": "linux",
                "node.kubernetes.io/instance-type": machine.flavor,
                ZONE: machine.zone,
                CSI_ZONE: machine.zone,
                **machine.labels,
            },
        },
        "spec": {
            "providerID": machine.provider_id,
            "taints": [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}],
        },
    }


def steady_status(machine: Machine) -> Obj:
    """The part of the status that does not change while the machine runs."""
    return {
        "addresses": [
            {"type": "InternalIP", "address": machine.address},
            {"type": "Hostname", "address": machine.name},
        ],
        "capacity": capacity_of(machine),
        "allocatable": allocatable_of(machine),
        "nodeInfo": {
            "architecture": "amd64",
            "bootID": machine.name,
            "containerRuntimeVersion": "containerd://2.1.4",
            "kernelVersion": "6.8.0",
            "kubeProxyVersion": "",
            "kubeletVersion": "v1.34.4",
            "machineID": machine.name,
            "operatingSystem": "linux",
            "osImage": "Ubuntu 24.04 LTS",
            "systemUUID": machine.provider_id.rpartition("/")[2],
        },
    }

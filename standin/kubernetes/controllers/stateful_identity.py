"""The lasting identity of a StatefulSet's pod: its name, its volumes, its revision."""

from __future__ import annotations

from copy import deepcopy

from standin.client import Obj
from standin.kubernetes.controllers.pods import pod_from
from standin.reconcile.objects import labels_of, name_of, namespace_of, spec_of, suffix

REVISION = "controller-revision-hash"


def ordinal_of(pod: Obj) -> int:
    return int(name_of(pod).rpartition("-")[2])


def revision_of(owner: Obj) -> str:
    return f"{name_of(owner)}-{suffix(spec_of(owner)['template'], length=10)}"


def claims_for(owner: Obj, ordinal: int) -> list[Obj]:
    return [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {
                **deepcopy(template["metadata"]),
                "name": _claim_name(owner, template, ordinal),
                "namespace": namespace_of(owner),
                "labels": labels_of(template) | spec_of(owner)["selector"].get("matchLabels", {}),
            },
            "spec": deepcopy(template["spec"]),
        }
        for template in _templates(owner)
    ]


def pod_for(owner: Obj, ordinal: int) -> Obj:
    name = f"{name_of(owner)}-{ordinal}"
    pod = pod_from(owner, spec_of(owner)["template"], name)
    pod["metadata"]["labels"] |= {
        "statefulset.kubernetes.io/pod-name": name,
        "apps.kubernetes.io/pod-index": str(ordinal),
        REVISION: revision_of(owner),
    }
    spec = pod["spec"]
    spec |= {"hostname": name, "subdomain": spec_of(owner).get("serviceName", "")}
    owned = {template["metadata"]["name"] for template in _templates(owner)}
    others = [volume for volume in spec.get("volumes") or [] if volume["name"] not in owned]
    spec["volumes"] = others + [_volume(owner, t, ordinal) for t in _templates(owner)]
    return pod


def _templates(owner: Obj) -> list[Obj]:
    return spec_of(owner).get("volumeClaimTemplates") or []


def _claim_name(owner: Obj, template: Obj, ordinal: int) -> str:
    return f"{name_of(template)}-{name_of(owner)}-{ordinal}"


def _volume(owner: Obj, template: Obj, ordinal: int) -> Obj:
    claim = {"claimName": _claim_name(owner, template, ordinal)}
    return {"name": name_of(template), "persistentVolumeClaim": claim}

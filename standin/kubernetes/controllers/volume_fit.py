"""Whether a pod's volumes can be had on a node."""

from __future__ import annotations

from standin.client import Obj
from standin.kubernetes.controllers.affinity import fits_terms
from standin.kubernetes.controllers.storage import binds_late, is_bound
from standin.reconcile.objects import is_leaving, namespace_of, spec_of
from standin.reconcile.view import View


def claims_of(pod: Obj) -> list[str]:
    volumes = spec_of(pod).get("volumes") or []
    held = [volume.get("persistentVolumeClaim") for volume in volumes]
    return [str(claim["claimName"]) for claim in held if claim]


def volume_obstacle(view: View, pod: Obj, node: Obj) -> str | None:
    for name in claims_of(pod):
        claim = view.get("PersistentVolumeClaim", name, namespace_of(pod))
        if claim is None or is_leaving(claim):
            return f'persistentvolumeclaim "{name}" not found'
        if is_bound(claim):
            volume = view.get("PersistentVolume", spec_of(claim)["volumeName"])
            if volume is None or not _reaches(volume, node):
                return "node(s) had volume node affinity conflict"
        elif not binds_late(view, claim):
            return "pod has unbound immediate PersistentVolumeClaims"
    return None


def waiting_claims(view: View, pod: Obj) -> list[Obj]:
    """Claims that wait for the pod's node to be chosen before there is a volume."""
    named = [view.get("PersistentVolumeClaim", n, namespace_of(pod)) for n in claims_of(pod)]
    return [claim for claim in named if claim is not None and not is_bound(claim)]


def _reaches(volume: Obj, node: Obj) -> bool:
    required = (spec_of(volume).get("nodeAffinity") or {}).get("required")
    return required is None or fits_terms(required["nodeSelectorTerms"], node)

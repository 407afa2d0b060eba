"""HorizontalPodAutoscalers: raise to the minimum, or to the load that an annotation tells of.

There are no metrics here. A target at 0 replicas is left alone, as upstream does: a lab that
sleeps is not woken by its autoscaler.
"""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.conditions import Condition, with_conditions
from standin.reconcile.effects import Effects, Patch, set_status
from standin.reconcile.objects import annotations_of, is_leaving, namespace_of, spec_of, status_of
from standin.reconcile.times import stamp
from standin.reconcile.view import View

LOAD = "standin.dev/replicas-for-load"


def autoscalers(view: View) -> Effects:
    for scaler in view.of("HorizontalPodAutoscaler"):
        aim = spec_of(scaler)["scaleTargetRef"]
        target = view.get(aim["kind"], aim["name"], namespace_of(scaler))
        if target is not None and not is_leaving(scaler):
            yield from _scale(view, scaler, target)


def _scale(view: View, scaler: Obj, target: Obj) -> Effects:
    current = int(spec_of(target).get("replicas", 1))
    wanted = 0 if current == 0 else _wanted(scaler, current)
    scaled = {"lastScaleTime": stamp(view.now)} if wanted != current else {}
    if wanted != current:
        yield Patch(target, {"spec": {"replicas": wanted}})
    yield from set_status(
        scaler,
        observedGeneration=scaler["metadata"].get("generation"),
        currentReplicas=int(status_of(target).get("replicas") or 0) or None,
        desiredReplicas=wanted,
        conditions=with_conditions(scaler, view.now, *_told(scaler, current)),
        **scaled,
    )


def _wanted(scaler: Obj, current: int) -> int:
    least, most = int(spec_of(scaler).get("minReplicas", 1)), int(spec_of(scaler)["maxReplicas"])
    asked = int(annotations_of(scaler).get(LOAD, current))
    return min(max(asked, least), most)


def _told(scaler: Obj, current: int) -> list[Condition]:
    if current == 0:
        text = "scaling is disabled since the replica count of the target is zero"
        return [Condition("ScalingActive", "False", "ScalingDisabled", text)]
    able = Condition("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current")
    active = Condition("ScalingActive", "True", "ValidMetricFound", "the load is known")
    return [able, active, _limited(scaler, current)]


def _limited(scaler: Obj, current: int) -> Condition:
    asked = int(annotations_of(scaler).get(LOAD, current))
    wanted = _wanted(scaler, current)
    if asked == wanted:
        text = "the desired count is within the acceptable range"
        return Condition("ScalingLimited", "False", "DesiredWithinRange", text)
    reason = "TooFewReplicas" if asked < wanted else "TooManyReplicas"
    return Condition("ScalingLimited", "True", reason, f"the desired count is limited to {wanted}")

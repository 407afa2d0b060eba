"""How large each ReplicaSet of a Deployment may be now, within maxSurge and maxUnavailable."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.objects import name_of, spec_of, status_of
from standin.reconcile.quantity import share
from standin.reconcile.view import View


def sizes(view: View, owner: Obj, old: list[Obj], new: Obj) -> dict[str, int]:
    """Replicas by ReplicaSet's name. Every state it leads through keeps the promises."""
    if spec_of(owner).get("strategy", {}).get("type") == "Recreate":
        return _recreate(view, owner, old, new)
    surge, unavailable = _allowances(owner)
    wanted = {name_of(held): _asked(held) for held in [*old, new]}
    wanted[name_of(new)] = _grown(owner, old, new, surge)
    if old:
        _shrink(owner, old, new, wanted, unavailable)
    return wanted


def _recreate(view: View, owner: Obj, old: list[Obj], new: Obj) -> dict[str, int]:
    """The new ones begin when the last old pod is gone, not only asked to go."""
    left = any(view.controlled(held, "Pod") for held in old)
    wanted = {name_of(held): 0 for held in old}
    return wanted | {name_of(new): _asked(new) if left else _desired(owner)}


def _grown(owner: Obj, old: list[Obj], new: Obj, surge: int) -> int:
    desired = _desired(owner)
    if not old or _asked(new) >= desired:
        return desired
    room = desired + surge - sum(map(_asked, old)) - _asked(new)
    return min(desired, _asked(new) + max(0, room))


def _shrink(owner: Obj, old: list[Obj], new: Obj, wanted: dict[str, int], unavailable: int) -> None:
    """First what is not available anyway; what is spare then are available ones too many."""
    least = _desired(owner) - unavailable
    total = sum(map(_asked, [*old, new]))
    spare = total - least - (_asked(new) - _available(new))
    for held in old:
        sick = min(max(0, _asked(held) - _available(held)), max(0, spare))
        wanted[name_of(held)] -= sick
        spare -= sick
    for held in old:
        gone = min(wanted[name_of(held)], max(0, spare))
        wanted[name_of(held)] -= gone
        spare -= gone


def _allowances(owner: Obj) -> tuple[int, int]:
    rolling = spec_of(owner).get("strategy", {}).get("rollingUpdate") or {}
    desired = _desired(owner)
    surge = share(rolling.get("maxSurge", "25%"), desired, up=True)
    unavailable = share(rolling.get("maxUnavailable", "25%"), desired, up=False)
    return surge, max(unavailable, 0 if surge else 1)


def _desired(owner: Obj) -> int:
    return int(spec_of(owner).get("replicas", 1))


def _asked(held: Obj) -> int:
    return int(spec_of(held).get("replicas", 1))


def _available(held: Obj) -> int:
    return int(status_of(held).get("availableReplicas", 0))

"""The node lifecycle of the cloud-controller-manager: nodes whose machine is gone are removed.

It runs on a worker, so that after the last one nobody does this any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from standin.client import Obj
from standin.reconcile.conditions import is_true
from standin.reconcile.effects import Delete, Effects
from standin.reconcile.objects import is_leaving, spec_of
from standin.reconcile.view import View
from standin.workers.machines import Machine


def cloud_nodes(view: View, machines: Sequence[Machine]) -> Effects:
    """Upstream asks the cloud only about nodes that are not Ready, and so does this."""
    there = {machine.provider_id for machine in machines}
    for node in view.of("Node"):
        known = str(spec_of(node).get("providerID", ""))
        if known and known not in there and not is_true(node, "Ready") and not is_leaving(node):
            yield Delete(node)


def has_worker(view: View) -> bool:
    """Whether anything that runs on workers can run."""
    return any(is_well(node) for node in view.of("Node"))


def is_well(node: Obj) -> bool:
    return is_true(node, "Ready")

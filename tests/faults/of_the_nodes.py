"""Faults of the nodes, and of the time on the machines of our own."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.fault import LIMIT, Fault, When, switch

NODES = (
    Fault(
        name="node-never-joins",
        told="a machine comes up, bills, and is no node",
        breaks=(switch("node_never_joins"),),
    ),
    Fault(
        name="node-flaps",
        told="the node is Ready and NotReady in turn",
        breaks=(switch("node_flaps"),),
        when=LIMIT,
    ),
    Fault(
        name="node-dies",
        told="the node's machine stops, and goes on billing",
        breaks=(switch("node_dies", pool="general"),),
        on_nodes=True,
        when=LIMIT,
        never={When.START: "start-is-stuck"},
        looks={When.STOP: 10},  # nobody on it ends pods: three stages wait for their deadlines
    ),
)
OURS = (
    Fault(
        name="clock-ahead",
        told="the scheduler's clock is ten minutes ahead of the others'",
        breaks=(),
        skew=timedelta(minutes=10),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="clock-behind",
        told="the scheduler's clock is ten minutes behind the others'",
        breaks=(),
        skew=-timedelta(minutes=10),
        when=(*LIMIT, When.ASLEEP),
    ),
)

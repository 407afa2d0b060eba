"""Faults of the cluster: its API server, and what it answers."""

from __future__ import annotations

from tests.faults.fault import LIMIT, Fault, When, switch, wire

KUBERNETES = (
    Fault(
        name="kube-refused",
        told="the cluster's API server is gone",
        breaks=(wire("kubernetes", "refused"),),
        when=(*LIMIT, When.ASLEEP, When.WAKING),
    ),
    Fault(
        name="kube-500",
        told="the cluster's API server answers 500 to everything",
        breaks=(wire("kubernetes", "error", status=500),),
        when=LIMIT,
    ),
    Fault(
        name="kube-429",
        told="the cluster's API server is overloaded: 429",
        breaks=(wire("kubernetes", "rate_limited", retry_after=1),),
        when=LIMIT,
    ),
    Fault(
        name="kube-unanswered",
        told="changes of workloads are made, and the answers are lost",
        breaks=(wire("kubernetes", "timeout_after", r"^PATCH .*/apps/v1/.*veilleur", times=2),),
    ),
    Fault(
        name="kube-late",
        told="changes of workloads land two minutes after the connection broke",
        breaks=(wire("kubernetes", "late", r"^PATCH .*/apps/v1/.*veilleur", times=2, seconds=120),),
    ),
    Fault(
        name="kube-empty",
        told="the cluster's lists say that there is nothing",
        breaks=(wire("kubernetes", "empty"),),
    ),
    Fault(
        name="kube-partial",
        told="the cluster's lists lack half of what there is",
        breaks=(wire("kubernetes", "partial", missing=0.5),),
    ),
    Fault(
        name="kube-stale",
        told="the cluster's lists are as they were when it began",
        breaks=(wire("kubernetes", "stale"),),
    ),
    Fault(
        name="kubeconfig-expired",
        told="the provider gives a kubeconfig whose certificate has ended",
        breaks=(switch("kubeconfig_expired"),),
    ),
    Fault(
        name="kubeconfig-of-another",
        told="the provider gives the kubeconfig of another cluster",
        breaks=(switch("kubeconfig_of_another"),),
        when=LIMIT,
    ),
    Fault(
        name="certificates-ended",
        told="the kubeconfig's certificate reaches its end",
        breaks=(switch("certificates_ended"),),
    ),
    Fault(
        name="kubeconfig-revoked",
        told="the kubeconfig is revoked, for good",
        breaks=(switch("kubeconfig_revoked"),),
        keys=True,
    ),
)

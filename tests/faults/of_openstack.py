"""Faults of the project's OpenStack: what the proof of zero asks, and what it deletes through."""

from __future__ import annotations

from tests.faults.fault import EACH, LIMIT, Fault, When, wire

PROJECT = (
    Fault(
        name="keystone-503",
        told="nobody can log in to OpenStack",
        breaks=(wire("openstack", "error", r"/identity", status=503),),
    ),
    Fault(
        name="openstack-refused",
        told="OpenStack takes no connection",
        breaks=(wire("openstack", "refused"),),
        when=(*LIMIT, When.ASLEEP, When.WAKING),
    ),
    Fault(
        name="nova-500",
        told="Nova cannot list servers",
        breaks=(wire("openstack", "error", r"/compute", status=500),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="octavia-503",
        told="load balancers can be neither seen nor changed",
        breaks=(wire("openstack", "error", r"/load-balancer", status=503),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="neutron-500",
        told="addresses cannot be seen",
        breaks=(wire("openstack", "error", r"/network", status=500),),
    ),
    Fault(
        name="cinder-500",
        told="volumes can be neither seen nor detached",
        breaks=(wire("openstack", "error", r"/volume", status=500),),
        when=LIMIT,
    ),
    Fault(
        name="openstack-empty",
        told="lists say that there is nothing",
        breaks=(wire("openstack", "empty"),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="openstack-partial",
        told="lists lack half of what there is",
        breaks=(wire("openstack", "partial", missing=0.5),),
    ),
    Fault(
        name="openstack-stale",
        told="lists are as they were when it began",
        breaks=(wire("openstack", "stale"),),
        when=(*EACH, When.ASLEEP),
        lies=True,
    ),
    Fault(
        name="openstack-other-project",
        told="the credential is another project's",
        breaks=(wire("openstack", "other_project"),),
        when=(*LIMIT, When.ASLEEP),
    ),
    Fault(
        name="openstack-other-region",
        told="the credential leads to another region",
        breaks=(wire("openstack", "other_region"),),
    ),
)

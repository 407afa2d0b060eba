"""What is read of each entry of a list, and no more.

openstacksdk's own classes have up to a hundred fields and convert each of them for every entry,
which took most of a look's time. Pages, errors and the token stay the SDK's. Imported where
something is listed: it brings the SDK.
"""

from __future__ import annotations

from openstack.resource import Body, QueryParameters, Resource


class Listed(Resource):
    allow_list = True
    name = Body("name")
    project_id = Body("project_id")
    created_at = Body("created_at")


class Server(Listed):
    base_path, resources_key = "/servers/detail", "servers"
    status = Body("status")
    project_id = Body("tenant_id")
    created_at = Body("created")


class LoadBalancer(Listed):
    base_path, resources_key = "/lbaas/loadbalancers", "loadbalancers"
    provisioning_status = Body("provisioning_status")


class FloatingIP(Listed):
    base_path, resources_key = "/floatingips", "floatingips"
    floating_ip_address = Body("floating_ip_address")
    description = Body("description")
    port_id = Body("port_id")


class Volume(Listed):
    base_path, resources_key = "/volumes/detail", "volumes"
    project_id = Body("os-vol-tenant-attr:tenant_id")
    status = Body("status")
    size = Body("size")
    metadata = Body("metadata")
    attachments = Body("attachments")


class Port(Listed):
    base_path, resources_key = "/ports", "ports"
    _query_mapping = QueryParameters("device_id")
    device_id = Body("device_id")
    network_id = Body("network_id")


class Network(Listed):
    base_path, resources_key = "/networks", "networks"

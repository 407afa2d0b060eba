"""What Neutron adds of its own when a record is made, kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standin.openstack.neutron.addresses import cidr, free, mac, span
from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError

Json = dict[str, Any]
Birth = Callable[[Records, Json], None]  # completes the record in place, before it is kept


def found(records: Records, word: str, id_: object, error: str) -> Json:
    record = records.get(word, str(id_))
    if record is None:
        raise RefusedError(404, f"{word} {id_} could not be found.", error)
    return record


def first_subnet(records: Records, network_id: object) -> Json:
    network = found(records, "network", network_id, "NetworkNotFound")
    if not network["subnets"]:
        message = f"Network {network_id} does not contain any IPv4 subnet."
        raise RefusedError(400, message, "BadRequest")
    return found(records, "subnet", network["subnets"][0], "SubnetNotFound")


def network(_: Records, record: Json) -> None:
    record["subnets"] = []


def subnet(records: Records, record: Json) -> None:
    owner = found(records, "network", record["network_id"], "NetworkNotFound")
    addresses = cidr(record)
    record.setdefault("gateway_ip", str(addresses[1]))
    record.setdefault("allocation_pools", [span(addresses)])
    owner["subnets"].append(record["id"])


def router(records: Records, record: Json) -> None:
    """A router with a gateway holds an address of the external network."""
    gateway = record["external_gateway_info"]
    if gateway:
        subnet_ = first_subnet(records, gateway["network_id"])
        address = {"subnet_id": subnet_["id"], "ip_address": free(records, subnet_)}
        given = {"enable_snat": True, "external_fixed_ips": [address]}
        record["external_gateway_info"] = given | gateway


def port(records: Records, record: Json) -> None:
    found(records, "network", record["network_id"], "NetworkNotFound")
    record["mac_address"] = mac(record["id"])
    asked = record.get("fixed_ips") or [{}]
    record["fixed_ips"] = [_fixed_ip(records, record, ip) for ip in asked]


def _fixed_ip(records: Records, record: Json, asked: Json) -> Json:
    if "subnet_id" in asked:
        subnet_ = found(records, "subnet", asked["subnet_id"], "SubnetNotFound")
    else:
        subnet_ = first_subnet(records, record["network_id"])
    address = asked.get("ip_address") or free(records, subnet_)
    return {"subnet_id": subnet_["id"], "ip_address": address}


def security_group(records: Records, record: Json) -> None:
    """A new group lets everything out, in two rules of its own."""
    record["security_group_rules"] = [
        _way_out(records, record, ethertype) for ethertype in ("IPv4", "IPv6")
    ]


def _way_out(records: Records, group: Json, ethertype: str) -> Json:
    same = ("tenant_id", "project_id", "tags", "created_at", "updated_at", "revision_number")
    rule = {name: group[name] for name in same} | {
        "id": records.new_id(),
        "description": None,
        "direction": "egress",
        "ethertype": ethertype,
        "security_group_id": group["id"],
    }
    absent = ("protocol", "port_range_min", "port_range_max", "remote_group_id")
    rule |= dict.fromkeys((*absent, "remote_ip_prefix", "remote_address_group_id"))
    return records.add("security_group_rule", rule)


def security_group_rule(records: Records, record: Json) -> None:
    group = found(records, "security_group", record["security_group_id"], "SecurityGroupNotFound")
    group["security_group_rules"].append(record)


BIRTHS: dict[str, Birth] = {
    "network": network,
    "subnet": subnet,
    "router": router,
    "port": port,
    "security_group": security_group,
    "security_group_rule": security_group_rule,
}

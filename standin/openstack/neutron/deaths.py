"""What Neutron refuses to delete, and what it takes along: kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError

Json = dict[str, Any]
Death = Callable[[Records, Json], None]  # raises RefusedError 409 where something holds it


def network(records: Records, record: Json) -> None:
    if records.where("port", lambda port_: port_["network_id"] == record["id"]):
        _in_use("network", record, "NetworkInUse", "one or more ports in use on the network")
    for subnet_id in record["subnets"]:
        records.remove("subnet", subnet_id)


def subnet(records: Records, record: Json) -> None:
    held = records.where(
        "port",
        lambda port_: any(ip["subnet_id"] == record["id"] for ip in port_["fixed_ips"]),
    )
    if held:
        _in_use("subnet", record, "SubnetInUse", "one or more ports have an IP allocation from it")
    owner = records.get("network", record["network_id"])
    if owner:
        owner["subnets"].remove(record["id"])


def router(records: Records, record: Json) -> None:
    if records.where("port", lambda port_: port_["device_id"] == record["id"]):
        _in_use("router", record, "RouterInUse", "it still has ports")


def security_group(records: Records, record: Json) -> None:
    if records.where("port", lambda port_: record["id"] in port_["security_groups"]):
        _in_use("security group", record, "SecurityGroupInUse", "a port uses it")
    for rule in record["security_group_rules"]:
        records.remove("security_group_rule", rule["id"])


def security_group_rule(records: Records, record: Json) -> None:
    group = records.get("security_group", record["security_group_id"])
    if group:
        group["security_group_rules"].remove(record)


def _in_use(word: str, record: Json, error: str, why: str) -> None:
    raise RefusedError(409, f"Unable to complete operation on {word} {record['id']}: {why}.", error)


DEATHS: dict[str, Death] = {
    "network": network,
    "subnet": subnet,
    "router": router,
    "security_group": security_group,
    "security_group_rule": security_group_rule,
}

"""Neutron's state: other services make and remove ports through it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from standin.openstack.account import Account
from standin.openstack.neutron.births import BIRTHS, found
from standin.openstack.neutron.deaths import DEATHS
from standin.openstack.neutron.kinds import PORT, Kind
from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError
from standin.world import World

Json = dict[str, Any]
FIXED = {"id", "tenant_id", "project_id", "created_at", "revision_number", "tags"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """Networks, subnets, routers, ports and security groups of the one project."""

    records: Records
    world: World
    account: Account

    def make(self, kind: Kind, given: Json) -> Json:
        """A whole record. Raises RefusedError 400 or 404 for what cannot be made."""
        missing = [name for name in kind.required if given.get(name) in (None, "")]
        if missing:
            message = f"Failed to parse request. Required attribute '{missing[0]}' not specified"
            raise RefusedError(400, message, "HTTPBadRequest")
        now = stamp(self.world.now())
        common = standard(self.records.new_id(), self.account.project_id, now)
        record = common | copy.deepcopy(dict(kind.defaults)) | given
        BIRTHS[kind.word](self.records, record)
        return self.records.add(kind.word, record)

    def remove(self, kind: Kind, id_: str) -> Json:
        record = found(self.records, kind.word, id_, kind.error)
        DEATHS.get(kind.word, _nothing)(self.records, record)
        self.records.remove(kind.word, id_)
        if kind is PORT:
            self._abandon(id_)
        return record

    def _abandon(self, port_id: str) -> None:
        """A floating IP outlives its port: left behind it is nobody's, and billed (P3.2)."""
        for address in self.world.addresses.all():
            if address.port_id == port_id:
                self.world.addresses.associate(address.id, None)

    def change(self, kind: Kind, id_: str, given: Json) -> Json:
        record = found(self.records, kind.word, id_, kind.error)
        record.update({name: value for name, value in given.items() if name not in FIXED})
        record["revision_number"] += 1
        record["updated_at"] = stamp(self.world.now())
        return record


def standard(id_: str, project_id: str, created: str) -> Json:
    """The attributes that every kind has."""
    return {
        "id": id_,
        "tenant_id": project_id,
        "project_id": project_id,
        "description": "",
        "tags": [],
        "created_at": created,
        "updated_at": created,
        "revision_number": 1,
    }


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _nothing(_: Records, __: Json) -> None:
    """Most kinds go without taking anything along."""

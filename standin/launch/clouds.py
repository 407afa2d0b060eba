"""The customer's OpenStack, and beside it another project of theirs and another region.

Their services listen elsewhere; the one Keystone and its catalogue lead there. So a program can be
started with the wrong credential, or in the wrong region, and sees what it would see there.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, replace

from aiohttp import web

from standin.openstack import Account, make_openstack
from standin.openstack.tokens import Tokens
from standin.platform import Platform
from standin.world import World
from standin.world.others import NAME, others_world

OTHER_REGION = "dc4-a"
SHELF = "other project"


@dataclass(frozen=True, slots=True)
class Clouds:
    """`other_project` and `other_region` are to be served, then `led_to` by the catalogue."""

    account: Account
    own: web.Application
    other_project: web.Application
    other_region: web.Application

    def led_to(self, other_project: str, other_region: str) -> None:
        """Their URLs."""
        self.account.places[OTHER_REGION] = other_region
        (neighbour,) = self.account.neighbours
        neighbour.places[neighbour.region] = other_project

    def wrong(self) -> dict[str, dict[str, str]]:
        """What to change in a shell's environment to be elsewhere, by place."""
        (neighbour,) = self.account.neighbours
        credential = {
            "OS_APPLICATION_CREDENTIAL_ID": neighbour.application_credential_id,
            "OS_APPLICATION_CREDENTIAL_SECRET": neighbour.application_credential_secret,
        }
        return {"other_project": credential, "other_region": {"OS_REGION_NAME": OTHER_REGION}}


def make_clouds(
    platform: Platform, tokens: Tokens, object_store: str, keys: MutableMapping[str, str]
) -> Clouds:
    account = _account(platform, object_store, keys)
    (neighbour,) = account.neighbours
    theirs = others_world(platform.clock, platform.seed)
    empty = World(platform.clock, seed=platform.seed + 2)
    abroad = replace(account, region=OTHER_REGION, neighbours=(), s3_keys={})
    elsewhere = {"other_project": theirs, "other_region": empty}

    def served(world: World, whose: Account) -> web.Application:
        own = elsewhere if whose is account else {}
        return make_openstack(
            world=world, board=platform.board, account=whose, tokens=tokens, elsewhere=own
        )

    return Clouds(
        account,
        served(platform.world, account),
        served(theirs, neighbour),
        served(empty, abroad),
    )


def _account(platform: Platform, object_store: str, keys: MutableMapping[str, str]) -> Account:
    identity = platform.identity
    return Account(
        project_id=identity.os_project_id,
        application_credential_id=identity.os_credential_id,
        application_credential_secret=identity.os_credential_secret,
        password=identity.os_password,
        object_store=object_store,
        s3_keys=keys,
        neighbours=(_neighbour(platform),),
    )


def _neighbour(platform: Platform) -> Account:
    """The same after a restart, as all credentials are."""
    shelf = platform.world.shelf(SHELF)
    for what in ("project", "credential", "secret"):
        if what not in shelf:
            shelf[what] = platform.world.new_uuid(f"other {what}").replace("-", "")
    return Account(
        project_id=shelf["project"],
        application_credential_id=shelf["credential"],
        application_credential_secret=shelf["secret"],
        project_name=NAME,
        user_name=f"{NAME}-user",
        user_id=shelf["project"][::-1],
    )

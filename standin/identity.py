"""Who the customer is here: ids and credentials, the same after a restart."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from standin.world import World

PUBLIC_CLOUD_ID = 1_042
PROJECT_ID = 1_107
ACCOUNT_ID = 1_009
STATE_BUCKET = "veilleur-state"
ARTIFACTS_BUCKET = "lab-artifacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Made up anew for each world: worth nothing outside of it, and still never logged."""

    infomaniak_token: str
    os_project_id: str
    os_credential_id: str
    os_credential_secret: str
    os_password: str
    s3_access_key: str
    s3_secret_key: str

    @classmethod
    def of(cls, world: World) -> Identity:
        shelf = world.shelf("identity")
        if not shelf:
            shelf.update(asdict(_new(world)))
        return cls(**shelf)


def _new(world: World) -> Identity:
    def hexadecimal(purpose: str) -> str:
        return world.new_uuid(purpose).replace("-", "")

    return Identity(
        infomaniak_token=hexadecimal("token") + hexadecimal("token"),
        os_project_id=hexadecimal("project"),
        os_credential_id=hexadecimal("credential"),
        os_credential_secret=hexadecimal("credential") + hexadecimal("credential"),
        os_password=hexadecimal("password"),
        s3_access_key=hexadecimal("s3"),
        s3_secret_key=hexadecimal("s3"),
    )

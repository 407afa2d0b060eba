"""One login with an application credential (P3.1), made at the first question.

openstacksdk is imported there and then: a function that asks nothing of OpenStack
does not pay its third of a second. A token that ends is renewed by keystoneauth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

from shared.core.seen import Reach
from shared.http import USER_AGENT, Timeouts

if TYPE_CHECKING:
    import requests
    from openstack.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One auth URL serves both regions; `region` chooses among the catalogue's endpoints.

    `lab_project` and `lab_region` are where the lab is known to be, "" where nobody said so:
    a credential of another project, or another region, shows nothing of it (rule 7).
    """

    auth_url: str
    region: str
    credential_id: str
    credential_secret: str = field(repr=False)
    lab_project: str = ""
    lab_region: str = ""


# A deletion is a token, a look or two, and the DELETE: all of it before the lock ends (rule 4).
TIMEOUTS = Timeouts(read_seconds=8.0)


class Cloud:
    """A connection that is opened when it is first used, and closed with `close`."""

    def __init__(self, login: Login, *, timeouts: Timeouts | None = None) -> None:
        self._login = login
        self._timeouts = timeouts or TIMEOUTS

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if "connection" in self.__dict__:
            self.connection.close()
            del self.__dict__["connection"]
        if "_http" in self.__dict__:
            self._http.close()
            del self.__dict__["_http"]

    def reach(self) -> Reach:
        """As the token says, not as anybody configured. Raises what keystoneauth raises."""
        project = str(self.connection.session.get_project_id() or "")
        where = self._login
        return Reach(
            credential=where.credential_id,
            project=project,
            region=where.region,
            wrong=_wrong(project, where),
        )

    @cached_property
    def connection(self) -> Connection:
        """Nothing is sent yet: the first question logs in."""
        from keystoneauth1.identity.v3 import ApplicationCredential
        from keystoneauth1.session import Session
        from openstack.connection import Connection

        auth = ApplicationCredential(
            auth_url=self._login.auth_url,
            application_credential_id=self._login.credential_id,
            application_credential_secret=self._login.credential_secret,
        )
        session = Session(
            auth=auth,
            session=self._http,
            timeout=self._timeouts.read_seconds,
            user_agent=USER_AGENT,
        )
        return Connection(session=session, region_name=self._login.region)

    @cached_property
    def _http(self) -> requests.Session:
        from shared.adapters.openstack.limits import limited

        return limited(self._timeouts)


def _wrong(project: str, where: Login) -> str:
    if where.lab_project not in ("", project):
        return f"the credential is of project {project}, the lab's is {where.lab_project}"
    if where.lab_region not in ("", where.region):
        return f"it is asked in region {where.region}, the lab is in {where.lab_region}"
    return ""

"""Who is calling: a client certificate's subject, a bearer token, or nobody (401)."""

from __future__ import annotations

import secrets
import ssl
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import CIMultiDictProxy

from standin.clock import Clock
from standin.faults import Fault, Faults
from standin.kubernetes.call import User
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import ApiError, unauthorized
from standin.kubernetes.rights import Act, allowed

ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))
AUTHENTICATED = "system:authenticated"


@dataclass(slots=True)
class Doorman:
    """Knows the tokens that were given out; certificates speak for themselves unless revoked."""

    service_account: Callable[[str], User | None]
    tokens: dict[str, User] = field(default_factory=dict)
    _issued: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _revoked: set[int] = field(default_factory=set)
    _ended: dict[int, frozenset[int]] = field(default_factory=dict)  # by fault: serials
    _wall: Clock = field(default_factory=Clock)

    def give_token(self, user: User) -> str:
        token = secrets.token_urlsafe(32)
        self.tokens[token] = user
        return token

    def revoke(self, name: str) -> None:
        """Every credential of this user stops working, as after a kubeconfig's renewal."""
        self.tokens = {token: user for token, user in self.tokens.items() if user.name != name}
        self._revoked |= self._issued.pop(name, set())

    def mind(self, faults: Faults, name: str) -> Callable[[], None]:
        """While a `certificates_ended` stands: what this user had when it began is past its end.

        What is given later is good. Calling what comes back ends the minding.
        """

        def begin(fault: Fault) -> None:
            if fault.kind == "certificates_ended":
                self._ended[fault.id] = frozenset(self._issued[name])

        def end(fault: Fault) -> None:
            self._ended.pop(fault.id, None)

        return faults.watch(begin, end)

    def gave_certificate(self, name: str, serial: int) -> None:
        self._issued[name].add(serial)

    def who(self, request: web.Request) -> User:
        """Raises 401 for a credential that is not, or no longer, good."""
        header = request.headers.get("Authorization", "")
        user = _certified(request)
        if user is None and header:
            user = self._bearer(header)
        elif user is not None and not self._good(request):
            raise unauthorized()
        if user is None:
            return ANONYMOUS
        return User(user.name, (*user.groups, AUTHENTICATED), user.uid)

    def _good(self, request: web.Request) -> bool:
        """kube-apiserver takes any certificate in the handshake and judges it here: 401."""
        serial, until = (
            _serial(request),
            ssl.cert_time_to_seconds(_certificate(request)["notAfter"]),
        )
        if until <= self._wall.now().timestamp() or serial in self._revoked:
            return False
        return not any(serial in serials for serials in self._ended.values())

    def _bearer(self, header: str) -> User:
        scheme, _, token = header.partition(" ")
        found = self.tokens.get(token.strip()) or self.service_account(token.strip())
        if scheme.lower() != "bearer" or found is None:
            raise unauthorized()
        return found


def impersonated(cluster: Cluster, user: User, headers: CIMultiDictProxy[str]) -> User:
    """`kubectl --as`: another user, for whoever may impersonate one. Raises 403."""
    name = headers.get("Impersonate-User", "")
    if not name:
        return user
    if not allowed(cluster, user, Act(verb="impersonate", resource="users", name=name)):
        message = (
            f'users "{name}" is forbidden: User "{user.name}" cannot impersonate resource "users" '
            'in API group "" at the cluster scope'
        )
        raise ApiError(403, "Forbidden", message)
    asked = headers.getall("Impersonate-Group", [])
    return User(name, (*asked, *_groups_of(name), AUTHENTICATED))


def _groups_of(name: str) -> tuple[str, ...]:
    """A ServiceAccount is in its groups by its name alone."""
    if not name.startswith("system:serviceaccount:"):
        return ()
    return ("system:serviceaccounts", f"system:serviceaccounts:{name.split(':')[2]}")


def _serial(request: web.Request) -> int:
    return int(_certificate(request)["serialNumber"], 16)


def _certificate(request: web.Request) -> dict[str, Any]:
    """Of a caller who showed one."""
    certificate: dict[str, Any] = request.get_extra_info("peercert")
    return certificate


def _certified(request: web.Request) -> User | None:
    certificate: dict[str, Any] | None = request.get_extra_info("peercert")
    if not certificate:
        return None
    subject = [pair for part in certificate.get("subject", ()) for pair in part]
    names = [value for key, value in subject if key == "commonName"]
    groups = tuple(value for key, value in subject if key == "organizationName")
    return User(names[0], groups) if names else None

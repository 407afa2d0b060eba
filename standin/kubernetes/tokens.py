"""Tokens of ServiceAccounts: signed, bound to the account's uid, good until they expire."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from standin.kubernetes.call import Call, User
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.errors import invalid, wrong
from standin.kubernetes.shapes import Obj, dig, encode, stamp

ISSUER = "https://kubernetes.default.svc.cluster.local"
_SHORTEST_SECONDS = 600
_DEFAULT_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Tokens:
    """Mints and reads JSON Web Tokens (HS256) over one cluster's accounts."""

    cluster: Cluster
    key: bytes

    def request(self, call: Call, asked: Obj) -> Obj:
        """A TokenRequest, answered. Raises 404 or 422."""
        seconds = dig(asked, "spec", "expirationSeconds") or _DEFAULT_SECONDS
        if seconds < _SHORTEST_SECONDS:
            detail = "may not specify a duration less than 10 minutes"
            cause = wrong("spec.expirationSeconds", str(seconds), detail)
            raise invalid(call.resource, call.name, [cause])
        until = self.cluster.now() + timedelta(seconds=seconds)
        audiences = dig(asked, "spec", "audiences") or [ISSUER]
        spec = (asked.get("spec") or {}) | {"expirationSeconds": seconds, "audiences": audiences}
        token = self.mint(call.namespace, call.name, until=until, audiences=audiences)
        return {
            "kind": "TokenRequest",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": {"name": call.name, "namespace": call.namespace},
            "spec": spec,
            "status": {"token": token, "expirationTimestamp": stamp(until)},
        }

    def mint(self, namespace: str, name: str, *, until: datetime, audiences: list[str]) -> str:
        account = self.cluster.store.get("serviceaccounts", f"{namespace}/{name}")
        uid = account.obj["metadata"]["uid"] if account else ""
        bound = {"namespace": namespace, "serviceaccount": {"name": name, "uid": uid}}
        claims = {
            "iss": ISSUER,
            "sub": f"system:serviceaccount:{namespace}:{name}",
            "aud": audiences,
            "iat": int(self.cluster.now().timestamp()),
            "exp": int(until.timestamp()),
            "kubernetes.io": bound,
        }
        said = f"{_text({'alg': 'HS256', 'typ': 'JWT'})}.{_text(claims)}"
        return f"{said}.{self._signed(said)}"

    def user(self, token: str) -> User | None:
        """None for a token that is not ours, has expired, or whose account is gone."""
        said, _, signature = token.rpartition(".")
        if not said or not hmac.compare_digest(self._signed(said), signature):
            return None
        claims = _read(said.partition(".")[2])
        if datetime.fromtimestamp(claims["exp"], UTC) <= self.cluster.now():
            return None
        bound = claims["kubernetes.io"]
        return self._account(bound["namespace"], bound["serviceaccount"])

    def _account(self, namespace: str, bound: Obj) -> User | None:
        name = bound["name"]
        record = self.cluster.store.get("serviceaccounts", f"{namespace}/{name}")
        if record is None or record.obj["metadata"]["uid"] != bound["uid"]:
            return None
        groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}")
        return User(f"system:serviceaccount:{namespace}:{name}", groups, bound["uid"])

    def _signed(self, said: str) -> str:
        return _base64(hmac.digest(self.key, said.encode(), hashlib.sha256))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _text(value: Obj) -> str:
    return _base64(encode(value))


def _read(text: str) -> Obj:
    try:
        claims: Obj = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as broken:
        raise AssertionError("a signed token that cannot be read was never minted") from broken
    return claims

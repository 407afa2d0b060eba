"""Swift's own API beside S3, as far as a client of ours can meet it.

Objects by name and containers' listings; TempAuth's token for the S3 keys, or any
token that the platform's Keystone knows. Here `If-Match` on a PUT is silently
ignored (P4.3), and here only can `<bucket>+segments` be seen (P4.12). Accounts'
and containers' metadata, bulk and large-object calls are left out.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from standin.s3.call import Call, Reply
from standin.s3.refusal import RefusalError
from standin.s3.swift import Swift

AUTH = "/auth/v1.0"
ROOT = "/v1/AUTH_"
CONDITIONS = ("if-match", "if-none-match")


@dataclass(slots=True)
class Native:
    """`known_token` tells whether Keystone gave that token out."""

    swift: Swift
    keys: Mapping[str, str]
    known_token: Callable[[str], bool]
    tokens: set[str] = field(default_factory=set)

    def owns(self, call: Call) -> bool:
        return call.path == AUTH or call.path.startswith(ROOT)

    def answer(self, call: Call) -> Reply:
        if call.path == AUTH:
            return self._token(call)
        token = call.headers.get("x-auth-token", "")
        if token not in self.tokens and not self.known_token(token):
            return Reply(status=401)
        return self._within(call)

    def _token(self, call: Call) -> Reply:
        user, key = call.headers.get("x-auth-user", ""), call.headers.get("x-auth-key", "")
        if not key or self.keys.get(user) != key:
            return Reply(status=401)
        token = secrets.token_hex()
        self.tokens.add(token)
        url = f"http://{call.headers.get('host', '')}{ROOT}lab"
        return Reply(status=200, headers={"X-Auth-Token": token, "X-Storage-Url": url})

    def _within(self, call: Call) -> Reply:
        """The same call, its account cut off: /CONTAINER or /CONTAINER/OBJECT."""
        inner = call.target.removeprefix(ROOT).partition("/")[2]
        local = replace(call, target=f"/{inner}").without(*CONDITIONS)
        if local.bucket in self.swift.state.segments.containers:
            return self._segments(local)
        if not local.key:
            return self._container(local)
        return self._object(local)

    def _object(self, call: Call) -> Reply:
        try:
            reply = self.swift.perform(call)
        except RefusalError as refusal:
            return Reply(status=refusal.status)
        created = call.method == "PUT" and reply.status == 200
        return replace(reply, status=201) if created else reply

    def _container(self, call: Call) -> Reply:
        with self.swift.lock:
            self.swift.land()
            if call.method != "GET" or call.bucket not in self.swift.store.buckets:
                return Reply(status=404)
            live = self.swift.store.tops(call.bucket)
            shown = self.swift.state.listing.view(call.bucket, live, self.swift.now)
            return _listing({name: int(key.size) for name, key in shown.items()})

    def _segments(self, call: Call) -> Reply:
        with self.swift.lock:
            container = self.swift.state.segments.containers[call.bucket]
            if not call.key:
                return _listing({name: len(part.body) for name, part in container.items()})
            if call.key not in container:
                return Reply(status=404)
            if call.method == "DELETE":
                del container[call.key]
                return Reply(status=204)
            return Reply(status=200, body=container[call.key].body)


def _listing(sizes: Mapping[str, int]) -> Reply:
    rows = [{"name": name, "bytes": sizes[name]} for name in sorted(sizes)]
    body = json.dumps(rows).encode()
    return Reply(status=200, headers={"Content-Type": "application/json"}, body=body)

"""The HTTP of it: a request read, who asks established, the answer sent or streamed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from multidict import CIMultiDict

from standin.kubernetes import changes, forms, rights, watching
from standin.kubernetes.access import Doorman, impersonated
from standin.kubernetes.call import Call, User
from standin.kubernetes.documents import document
from standin.kubernetes.errors import ApiError, no_such_path, too_large
from standin.kubernetes.paths import target_of
from standin.kubernetes.replies import Reply
from standin.kubernetes.requests import call_of
from standin.kubernetes.shapes import encode
from standin.kubernetes.verbs import Verbs
from standin.middleware import AGENT, Wire

BODY_LIMIT = 3 * 1024 * 1024
SECRET = re.compile(r"/(secrets|serviceaccounts/[^/]+/token)\b")
_VERB = {"POST": "create", "PUT": "update", "PATCH": "patch"}
_WHO = web.RequestKey[User | ApiError]("who")


@dataclass(slots=True, kw_only=True)
class Server:
    """One aiohttp application in front of the verbs."""

    verbs: Verbs
    doorman: Doorman
    wire: Wire
    watchers: watching.Watchers = field(default_factory=watching.Watchers)

    def application(self) -> web.Application:
        app = web.Application(
            middlewares=[self._knowing_who(), self.wire.middleware()],
            client_max_size=BODY_LIMIT,
        )
        app.router.add_route("*", "/{path:.*}", self._handle)
        app.on_response_prepare.append(self._dated)
        app.on_shutdown.append(self._end)
        return app

    async def _end(self, _: web.Application) -> None:
        self.watchers.end_all()

    async def _dated(self, _: web.Request, answer: web.StreamResponse) -> None:
        """The Date that locks live by is the cluster's, not the machine's."""
        answer.headers["Date"] = format_datetime(self.wire.clock.now(), usegmt=True)
        answer.headers.setdefault("Cache-Control", "no-cache, private")

    def _knowing_who(self) -> Middleware:
        """Outside of the faults: a late effect runs when the connection is long gone."""

        @web.middleware
        async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                request[_WHO] = user = self.doorman.who(request)
                request[AGENT] = user.name
            except ApiError as refusal:
                request[_WHO] = refusal
            if request.path == changes.PATH:
                return await self._handle(request)  # no part of the story: no fault, no journal
            return await self._bounded(request, handler)

        return identify

    async def _bounded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(too_large(BODY_LIMIT))

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ApiError as refusal:
            return _refused(refusal)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        who, cluster = request[_WHO], self.verbs.cluster
        if isinstance(who, ApiError):
            raise who
        who = impersonated(cluster, who, request.headers)
        target = target_of(cluster.registry, request.path)
        if target is None:
            return self._document(request, who)
        call = await call_of(request, target, who)
        rights.check(cluster, call)
        if call.verb == "watch":
            return await self._watch(request, call)
        return _sent(self.verbs.answer(call), call.warnings)

    def _document(self, request: web.Request, who: User) -> web.Response:
        cluster = self.verbs.cluster
        rights.check_path(cluster, who, request.path)
        if request.path == changes.PATH:
            return _sent(Reply(body=changes.changes(cluster, request.query.get("after", "0"))))
        found = document(cluster.registry, request.path, request.headers.get("Accept", ""))
        if found is None:
            raise no_such_path()
        return web.Response(body=found.body, headers=found.headers)

    async def _watch(self, request: web.Request, call: Call) -> web.StreamResponse:
        forms.form_of(call.accept)
        watching.check(call)
        stream = web.StreamResponse(headers={"Content-Type": "application/json"})
        stream.enable_chunked_encoding()
        await stream.prepare(request)
        cluster, first = self.verbs.cluster, True
        try:
            async with aclosing(watching.watch(cluster, self.watchers, call)) as events:
                async for kind, found in events:
                    await stream.write(forms.event(cluster, call, kind, found, first=first))
                    first = False
        except ConnectionResetError:
            return stream  # the client has what it wanted
        return stream


def _refused(refusal: ApiError) -> web.Response:
    body = encode(refusal.status())
    return _sent(Reply(body=body, code=refusal.code, headers=refusal.headers()))


def _sent(reply: Reply, warnings: Iterable[str] = ()) -> web.Response:
    headers = CIMultiDict({"Content-Type": "application/json"} | reply.headers)
    for said in warnings:
        quoted = said.replace('"', '\\"')
        headers.add("Warning", f'299 - "{quoted}"')
    return web.Response(body=reply.body, status=reply.code, headers=headers)

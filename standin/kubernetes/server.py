"""The HTTP of it: a request read, who asks established, the answer sent or streamed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.kubernetes import forms, watching
from standin.kubernetes.access import Doorman
from standin.kubernetes.call import Call, User, is_true
from standin.kubernetes.discovery import sub_verbs
from standin.kubernetes.documents import document
from standin.kubernetes.errors import ApiError, method_not_allowed, no_such_path
from standin.kubernetes.paths import Target, target_of
from standin.kubernetes.replies import Reply
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
            return await handler(request)

        return identify

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except ApiError as refusal:
            body = encode(refusal.status())
            return _sent(Reply(body=body, code=refusal.code, headers=refusal.headers()))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        who = request[_WHO]
        if isinstance(who, ApiError):
            raise who
        found = document(
            self.verbs.cluster.registry, request.path, request.headers.get("Accept", "")
        )
        if found is not None:
            return web.Response(body=found.body, content_type=None, headers=found.headers)
        target = target_of(self.verbs.cluster.registry, request.path)
        if target is None:
            raise no_such_path()
        call = await _call(request, target, who)
        if call.verb == "watch":
            return await self._watch(request, call)
        return _sent(self.verbs.answer(call))

    async def _watch(self, request: web.Request, call: Call) -> web.StreamResponse:
        forms.form_of(call.accept)
        stream = web.StreamResponse(headers={"Content-Type": "application/json"})
        stream.enable_chunked_encoding()
        await stream.prepare(request)
        cluster, first = self.verbs.cluster, True
        try:
            async for kind, found in watching.watch(cluster, self.watchers, call):
                await stream.write(forms.event(cluster, call, kind, found, first=first))
                first = False
        except ConnectionResetError:
            return stream
        return stream


def _sent(reply: Reply) -> web.Response:
    headers = {"Content-Type": "application/json"} | reply.headers
    return web.Response(body=reply.body, status=reply.code, headers=headers)


async def _call(request: web.Request, target: Target, user: User) -> Call:
    return Call(
        verb=_verb(request, target),
        resource=target.resource,
        namespace=target.namespace,
        name=target.name,
        subresource=target.subresource,
        user=user,
        query=request.query,
        content_type=request.headers.get("Content-Type", ""),
        accept=request.headers.get("Accept", ""),
        agent=request.headers.get("User-Agent", ""),
        body=await request.read(),
    )


def _verb(request: web.Request, target: Target) -> str:
    """The API's verb, by which rights are given; 405 where the path takes no such method."""
    method, one = request.method, bool(target.name)
    if method in ("GET", "HEAD"):
        verb = "watch" if is_true(request.query.get("watch", "")) else ("get" if one else "list")
    elif method == "DELETE":
        verb = "delete" if one else "deletecollection"
    else:
        verb = _VERB.get(method, "")
    misplaced = one is (verb == "create") and not target.subresource
    if verb in ("create", "update", "patch") and misplaced:
        raise method_not_allowed()
    allowed = sub_verbs(target.subresource) if target.subresource else target.resource.verbs
    if verb not in allowed:
        raise method_not_allowed()
    return verb

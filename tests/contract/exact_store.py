"""A store in memory whose conditional writes hold, over HTTP: what S3 says of one bucket's objects.

It looks at no signature and knows no bucket: the stand-in and real servers are for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from threading import Lock, Thread

from werkzeug import Request, Response
from werkzeug.serving import make_server

from shared.adapters.s3 import Connection
from standin.clock import Clock, Mode
from tests.contract.stores import START
from tests.real.towns import Quiet

REFUSED = "<Error><Code>{}</Code><Message>it is so</Message></Error>"


@dataclass(slots=True)
class ExactStore:
    """`down`: it answers every call with 500."""

    where: Connection = field(init=False)
    clock: Clock = field(default_factory=lambda: Clock(Mode.STEPPED, START))
    objects: dict[str, bytes] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    down: bool = False

    def answer(self, request: Request) -> Response:
        request.get_data()  # refused or not, it is in the way of the next request
        with self.lock:
            return self._answered(request, request.path.lstrip("/").partition("/")[2])

    def date(self, *_: object) -> str:
        return format_datetime(self.clock.now().astimezone(UTC), usegmt=True)

    def _answered(self, request: Request, key: str) -> Response:
        body = self.objects.get(key)
        if self.down:
            return Response(REFUSED.format("InternalError"), 500)
        if not key:
            return Response(REFUSED.format("NotImplemented"), 501)
        if request.method == "GET":
            return _object(body) if body is not None else Response(REFUSED.format("NoSuchKey"), 404)
        if request.method == "DELETE":
            self.objects.pop(key, None)
            return Response("", 204)
        return self._put(request, key, body)

    def _put(self, request: Request, key: str, was: bytes | None) -> Response:
        if was is None and "If-Match" in request.headers:
            return Response(REFUSED.format("NoSuchKey"), 404)
        wanted = request.headers.get("If-Match", "")
        overtaken = was is not None and wanted not in ("", _etag(was))
        if overtaken or (was is not None and "If-None-Match" in request.headers):
            return Response(REFUSED.format("PreconditionFailed"), 412)
        self.objects[key] = request.get_data()
        return Response("", 200, headers={"ETag": _etag(self.objects[key])})


def _object(body: bytes) -> Response:
    return Response(body, 200, headers={"ETag": _etag(body)})


def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


@contextmanager
def exact_store() -> Iterator[ExactStore]:
    store = ExactStore()
    application = Request.application(store.answer)
    traits = {"date_time_string": store.date, "protocol_version": "HTTP/1.1"}
    dated = type("Dated", (Quiet,), traits)  # 1.1: else boto3 waits a second for "100 Continue"
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=dated)
    store.where = Connection(
        endpoint=f"http://127.0.0.1:{server.port}", access_key="anybody", secret_key="any-word"
    )
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Between the caller and Swift: the WSGI application, the faults of the wire, the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING

from standin.faults import Fault, Faults
from standin.journal import Journal
from standin.s3.call import Call, Reply
from standin.s3.lies import KINDS as LIES
from standin.s3.lies import LYING, Lies, natively, refuse_as_asked, refuse_for_want_of_room
from standin.s3.native import Native
from standin.s3.refusal import RefusalError
from standin.s3.signature import Guard
from standin.s3.swift import Swift

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

API = "s3"
NO_ANSWER = 0  # the journal's status of a request whose connection was closed instead
KINDS = (
    frozenset(
        {
            "latency",
            "hold",
            "refused",
            "error",
            "rate_limited",
            "s3_slow_down",
            "timeout_after",
            "late",
            "doubled",
        }
    )
    | LIES
)


class DroppedError(ConnectionResetError):
    """The connection is closed and the caller never hears: werkzeug takes it for the caller's."""


@dataclass(slots=True)
class Wire:
    swift: Swift
    guard: Guard
    native: Native
    faults: Faults
    journal: Journal
    closing: Event = field(default_factory=Event)  # ends every injected wait
    lies: Lies = field(init=False)

    def __post_init__(self) -> None:
        self.lies = Lies(self.swift, self.faults)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        call = Call.of(environ)
        try:
            reply = self._reply(call)
        except DroppedError:
            self._record(call, NO_ANSWER)
            raise
        self._record(call, reply.status)
        body = b"" if call.method == "HEAD" else reply.body
        headers = {"content-length": str(len(body)), **reply.headers}
        phrase = HTTPStatus(reply.status).phrase
        start_response(f"{reply.status} {phrase}", list(headers.items()))
        return [body]

    def _reply(self, call: Call) -> Reply:
        try:
            return self._answer(call)
        except RefusalError as refusal:
            headers = {"content-type": "application/xml", **refusal.headers}
            return Reply(status=refusal.status, headers=headers, body=refusal.xml())

    def _answer(self, call: Call) -> Reply:
        """Refusals before any effect; waits between the check and the effect, as races want."""
        faults = {f.kind: f for f in self._active(call)}
        refuse(faults)
        refuse_as_asked(faults, call)
        if self.native.owns(call):
            return self._natively(call, faults)
        self.guard.check(call)
        self.swift.check(call)
        refuse_for_want_of_room(faults, call)
        self._wait(faults.get("latency"))
        self._hold(faults.get("hold"), "before")
        if "late" in faults:
            self._later(call, faults["late"])
        if "doubled" in faults:
            self.swift.perform(call)
        reply = self._perform(call, faults)
        self._hold(faults.get("hold"), "after")
        if "timeout_after" in faults:
            raise DroppedError
        return reply

    def _natively(self, call: Call, faults: dict[str, Fault]) -> Reply:
        try:
            refuse_for_want_of_room(faults, call)
        except RefusalError as full:
            return Reply(status=natively(full))
        return self.native.answer(call)

    def _perform(self, call: Call, faults: dict[str, Fault]) -> Reply:
        if not call.lists or not faults.keys() & set(LYING):
            return self.swift.perform(call)
        return self.swift.listed(call, partial(self.lies.shown, faults))

    def _active(self, call: Call) -> list[Fault]:
        who = call.headers.get("user-agent", "")
        return self.faults.active(API, call.method, call.path, KINDS, who)

    def _wait(self, fault: Fault | None) -> None:
        if fault is not None:
            self.closing.wait(float(fault.args.get("seconds", 1)))

    def _hold(self, fault: Fault | None, when: str) -> None:
        if fault is None or fault.args.get("when", "before") != when:
            return
        self.faults.gate(fault.id).stand_in_thread(self.closing)
        if when == "before" and fault.args.get("then") == "drop":
            raise DroppedError

    def _later(self, call: Call, fault: Fault) -> None:
        if call.writes:
            self.swift.late(call, timedelta(seconds=float(fault.args.get("seconds", 60))))
        raise DroppedError

    def _record(self, call: Call, status: int) -> None:
        """Bodies stay out: archives hold people's Secrets."""
        agent = call.headers.get("user-agent", "")
        self.journal.record(API, call.method, call.journal_path, status, agent=agent)


def refuse(faults: dict[str, Fault]) -> None:
    """The faults that end a call before it has begun."""
    if "refused" in faults:
        raise DroppedError
    if "s3_slow_down" in faults:
        raise slow_down(503, faults["s3_slow_down"])
    if "rate_limited" in faults:
        raise slow_down(429, faults["rate_limited"])
    if "error" in faults:
        args = faults["error"].args
        status, code = int(args.get("status", 500)), str(args.get("code", "InternalError"))
        message = "We encountered an internal error. Please try again."
        raise RefusalError(status, code, message).retry_after(args.get("retry_after"))


def slow_down(status: int, fault: Fault) -> RefusalError:
    refusal = RefusalError(status, "SlowDown", "Please reduce your request rate.")
    return refusal.retry_after(fault.args.get("retry_after"))

"""Two ways to the same functions: over HTTP to VEILLEUR_URL, or in this very process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TextIO

from functions._entry.app import App
from functions._entry.deployed import build
from functions._entry.logline import Log, logging_to
from functions._entry.messages import Request
from functions.app import ROUTES
from functions.console.ask import Ask, Caller, Reply
from shared.http import Http, Timeouts

LONGEST_TICK_SECONDS = 330.0  # a watchdog's budget of 5 minutes, and its answer
LOOK = Ask(method="GET", path="/status")
TICK = Ask(method="POST", path="/watchdog")


class Remote:
    """The functions at a URL, whose own scheduler carries the lab on."""

    def __init__(self, url: str, http: Http) -> None:
        self._url = url.rstrip("/")
        self._http = http

    def call(self, ask: Ask) -> Reply:
        answer = self._http.call(
            ask.method,
            self._url + ask.path,
            params=ask.query,
            json=dict(ask.fields) if ask.fields is not None else None,
            headers=_headers(ask),
        )
        return Reply(answer.status, _read(answer.body, answer.headers.get("content-type", "")))

    def look(self) -> Reply:
        return self.call(LOOK)

    def close(self) -> None:
        self._http.close()


class InProcess:
    """The functions here and now: with no scheduler beside us, a look is also a tick."""

    def __init__(self, app: App) -> None:
        self._app = app

    def call(self, ask: Ask) -> Reply:
        body = b"" if ask.fields is None else json.dumps(dict(ask.fields)).encode()
        request = Request(
            method=ask.method,
            path=ask.path,
            query=ask.query,
            headers={name.lower(): value for name, value in _headers(ask).items()},
            body=body,
        )
        answer = self._app.trusted(request)
        return Reply(answer.status, _read(answer.body, answer.headers["Content-Type"]))

    def look(self) -> Reply:
        """The tick of a sleeping lab does not repeat the proof of off: the status has it."""
        ticked = self.call(TICK)
        return ticked if ticked.status >= HTTPStatus.BAD_REQUEST else self.call(LOOK)

    def close(self) -> None:
        """Nothing is held open between two calls."""


def caller_of(environ: Mapping[str, str], err: TextIO) -> Caller:
    """Raises ConfigError where neither a URL nor the functions' own environment is there."""
    if url := environ.get("VEILLEUR_URL"):
        timeouts = Timeouts(read_seconds=LONGEST_TICK_SECONDS)
        return Remote(url, Http(token=environ.get("VEILLEUR_TOKEN", ""), timeouts=timeouts))
    service = build(environ)
    return InProcess(App(ROUTES, service=lambda: service, log=_log(err)))


def _log(err: TextIO) -> Log:
    """The canonical lines go beside the answer: into cron's mail, not onto a person's screen."""
    return (lambda _facts: None) if err.isatty() else logging_to(err)


def _headers(ask: Ask) -> dict[str, str]:
    accept = "text/plain, application/problem+json;q=0.5" if ask.text else "application/json"
    return {"Accept": accept, "Accept-Language": ask.language}


def _read(body: bytes, content_type: str) -> object:
    """JSON where the answer says so; else its text, whoever answered (a gateway, say)."""
    if content_type.partition(";")[0].endswith("json"):
        return json.loads(body)
    return body.decode(errors="replace").rstrip("\n")

"""A lab on a real socket, and somebody who lets its time pass: for tests that open a browser."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import flask
import requests
import yaml
from werkzeug.serving import WSGIRequestHandler, make_server

from functions._entry.app import App
from functions._entry.flask_door import serve
from functions.app import FREE, ROUTES
from tests.fakes import demo
from tests.fakes.world import FakeWorld
from tests.functions.desk import TOKEN, over
from tests.platform import ROOT, functions, standin, step
from tests.platform import TOKEN as PLATFORM_TOKEN

MINUTE = timedelta(minutes=1)


class Town(Protocol):
    """Where the page is served, the token that opens it, and the passing of time."""

    @property
    def url(self) -> str: ...

    @property
    def token(self) -> str: ...

    def live(self, minutes: int) -> None:
        """Simulated minutes pass; the watchdog ticks in each."""
        ...


class FakeTown:
    """The real functions and use cases over the fake world."""

    token = TOKEN

    def __init__(self, url: str, world: FakeWorld, turn: threading.Lock) -> None:
        self.url = url
        self._world = world
        self._turn = turn

    def live(self, minutes: int) -> None:
        for _ in range(minutes):
            with self._turn:
                self._world.step(MINUTE)
                over(self._world).tick()


@contextmanager
def fake_town() -> Iterator[FakeTown]:
    world, turn = FakeWorld(), threading.Lock()
    demo.install(world.kube)
    server = make_server("127.0.0.1", 0, _web(world, turn), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield FakeTown(f"http://127.0.0.1:{server.port}", world, turn)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class StandinTown:
    """The functions' own server, the real adapters, and the stand-in under them."""

    token = PLATFORM_TOKEN

    def __init__(self, url: str, environ: dict[str, str]) -> None:
        self.url = url
        self._environ = environ

    def live(self, minutes: int) -> None:
        for _ in range(minutes):
            step(self._environ, 60)
            bearer = {"Authorization": f"Bearer {self.token}"}
            requests.post(f"{self.url}/watchdog", headers=bearer, timeout=60).raise_for_status()


@contextmanager
def standin_town(folder: Path) -> Iterator[StandinTown]:
    with standin(folder) as environ:
        environ["VEILLEUR_CONFIG"] = str(_accepting_blind(folder))
        with functions(environ) as url:
            yield StandinTown(url, environ)


def _accepting_blind(folder: Path) -> Path:
    """lab.yaml for a cluster with nothing in it: three sources can never have shown anything."""
    lab = yaml.safe_load((ROOT / "lab.yaml").read_text())
    blind = ["load_balancers", "floating_ips", "volumes"]
    lab["labs"]["lab"]["proof"] = {"accept_blind": blind}
    shutil.copy(ROOT / "prices.yaml", folder)
    config = folder / "lab.yaml"
    config.write_text(yaml.safe_dump(lab, sort_keys=False))
    return config


class Quiet(WSGIRequestHandler):
    def log(self, *_args: object, **_more: object) -> None:
        """Our own line says it."""


def _web(world: FakeWorld, turn: threading.Lock) -> flask.Flask:
    """Each call is a process of its own, one at a time: the world knows no threads."""
    web = flask.Flask("town")

    @web.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @web.route("/<path:path>", methods=["GET", "POST"])
    def call(**_path: str) -> flask.Response:
        with turn:
            app = App(ROUTES, FREE, service=lambda: over(world), log=lambda _facts: None)
            return serve(app, flask.request)

    return web

"""The routing table as data: method, path, and what answers there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from functions._entry.answer import Answer
from functions._entry.messages import Request, Response
from functions._entry.service import Service
from shared.errors import MethodError, NoRouteError


@dataclass(frozen=True, slots=True)
class Route:
    """Needs the bearer token; answered by a use case."""

    method: str
    path: str
    act: Callable[[Service, Request], Answer]


@dataclass(frozen=True, slots=True)
class OpenRoute:
    """Needs no token, shows nothing of the lab and never touches it."""

    method: str
    path: str
    serve: Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Table:
    """All routes of one process."""

    guarded: tuple[Route, ...]
    free: tuple[OpenRoute, ...]

    def open_route(self, request: Request) -> OpenRoute | None:
        """The route that needs no token, None where the request is for no such route."""
        return next((route for route in self.free if _fits(route, request)), None)

    def route(self, request: Request) -> Route:
        """Raises NoRouteError, or MethodError naming what the path takes."""
        for route in self.guarded:
            if _fits(route, request):
                return route
        methods = {route.method for route in self.everything() if route.path == _path(request)}
        if methods:
            raise MethodError("not with this method", allowed=tuple(sorted(methods)))
        paths = ", ".join(sorted({route.path for route in self.everything()}))
        raise NoRouteError("no such path", advice=f"there is {paths}")

    def everything(self) -> tuple[Route | OpenRoute, ...]:
        return (*self.guarded, *self.free)


def alone(table: Table) -> Table:
    """A function deployed by itself is called at "/" too: there its first route answers."""
    if any(route.path == "/" for route in table.everything()):
        return table
    return replace(table, guarded=(*table.guarded, replace(table.guarded[0], path="/")))


def _fits(route: Route | OpenRoute, request: Request) -> bool:
    method = "GET" if request.method == "HEAD" else request.method
    return route.path == _path(request) and route.method == method


def _path(request: Request) -> str:
    return request.path.rstrip("/") or "/"

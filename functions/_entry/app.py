"""Request in, Response out: route, token, use case, and every error as a problem.

`App` is all that a platform's adapter knows. The lab behind it is built at the
first request that needs it, once per process.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from time import perf_counter

from functions._entry.answer import render
from functions._entry.auth import check_token
from functions._entry.body import check_size
from functions._entry.deployed import deployed
from functions._entry.health import HEALTH
from functions._entry.logline import Facts, Log, canonical, of_crash, of_error, of_request
from functions._entry.messages import Request, Response
from functions._entry.problem import problem_of, unexpected
from functions._entry.routes import OpenRoute, Route, Table, alone
from functions._entry.service import Service
from shared.errors import LabError


class App:
    """Serves its routes and GET /healthz; the first route also at "/" where that is free."""

    def __init__(
        self,
        routes: tuple[Route, ...],
        free: tuple[OpenRoute, ...] = (),
        *,
        service: Callable[[], Service] = deployed,
        log: Log = canonical,
    ) -> None:
        self._table = alone(Table(routes, (*free, HEALTH)))
        self._service = service
        self._log = log

    def __call__(self, request: Request) -> Response:
        """For callers from outside: everything but the open routes needs the token."""
        return self._logged(request, trusted=False)

    def trusted(self, request: Request) -> Response:
        """For a caller that the platform itself vouches for: its scheduler, our own console."""
        return self._logged(request, trusted=True)

    def _logged(self, request: Request, *, trusted: bool) -> Response:
        began, facts = perf_counter(), of_request(request)
        response = self._safely(request, facts, trusted=trusted)
        facts.update(status=response.status, ms=round((perf_counter() - began) * 1000, 1))
        self._log(facts)
        return response

    def _safely(self, request: Request, facts: Facts, *, trusted: bool) -> Response:
        try:
            return self._serve(request, facts, trusted=trusted)
        except LabError as error:
            facts.update(of_error(error))
            return render(problem_of(error), request)
        except Exception as error:  # noqa: BLE001 -- the one boundary: callers see no traceback
            call_id = secrets.token_hex(4)
            facts.update(of_crash(error, call_id))
            return render(unexpected(call_id), request)

    def _serve(self, request: Request, facts: Facts, *, trusted: bool) -> Response:
        free = self._table.open_route(request)
        if free is not None:
            facts["route"] = free.path
            return free.serve(request)
        service = self._service()
        facts["lab"] = service.settings.lab
        if not trusted:
            check_token(request, service.token)
        route = self._table.route(request)
        facts["route"] = route.path
        check_size(request)
        answer = route.act(service, request)
        facts.update(answer.facts)
        return render(answer, request)

"""Errors as RFC 9457 problem details: what happened, whose fault, what to do, when to retry.

Never a stack trace. A wrong configuration is told in full by the log and by
`veilleur doctor`, not here: without it no caller can be known.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from functions._entry.answer import Answer
from functions._entry.french import FRENCH
from functions._entry.negotiate import Language
from shared.errors import (
    ConfigError,
    Fault,
    FieldFault,
    InvalidRequestError,
    LabError,
    MethodError,
    UnauthorizedError,
)

PROBLEM_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:veilleur:problem:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """RFC 9457's members, and ours: `fault` (caller, operator, platform), `faults`, what it
    `means` for the caller's money and work, `advice` on what to do.
    """

    type: str
    title: str
    status: int
    detail: str
    fault: Fault
    means: str
    advice: str
    faults: tuple[FieldFault, ...] = ()
    retry_after: int | None = None  # seconds


def problem_of(error: LabError) -> Answer:
    """The answer that tells a caller of an error of ours."""
    problem = Problem(
        type=TYPE_PREFIX + _slug(_known(error).__name__),
        title=error.title,
        status=error.status,
        detail=_detail(error),
        fault=error.fault,
        faults=error.faults if isinstance(error, InvalidRequestError) else (),
        means=error.means,
        advice=error.advice,
        retry_after=_seconds(error),
    )
    return _answer(problem, _headers(error, problem), own_advice=error.advice != error.remedy)


def unexpected(call_id: str) -> Answer:
    """For what nobody foresaw: the log has it under the same id."""
    problem = Problem(
        type=f"{TYPE_PREFIX}unexpected",
        title=LabError.title,
        status=LabError.status,
        detail=f"an unexpected error; the log has it as {call_id}",
        fault=Fault.PLATFORM,
        means=LabError.means,
        advice=LabError.remedy,
    )
    return _answer(problem, {}, own_advice=False)


def _answer(problem: Problem, headers: dict[str, str], *, own_advice: bool) -> Answer:
    return Answer(
        status=problem.status,
        shown=problem,
        say=lambda language: _said(problem, language, own_advice=own_advice),
        headers=headers,
        json_type=PROBLEM_TYPE,
    )


def _said(problem: Problem, language: Language, *, own_advice: bool) -> str:
    """What happened, what it means, what to do. Only an error's own advice stays in English."""
    title, means, advice = problem.title, problem.means, problem.advice
    if language is Language.FR:
        french = FRENCH[problem.type.removeprefix(TYPE_PREFIX)]
        title, means = french.title, french.means
        advice = advice if own_advice else french.remedy
    return f"{title}: {problem.detail.rstrip('.')}. {means} {advice[:1].upper()}{advice[1:]}."


def _headers(error: LabError, problem: Problem) -> dict[str, str]:
    headers: dict[str, str] = {}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if isinstance(error, MethodError):
        headers["Allow"] = ", ".join(error.allowed)
    if isinstance(error, UnauthorizedError):
        headers["WWW-Authenticate"] = 'Bearer realm="veilleur"'
    return headers


def _detail(error: LabError) -> str:
    if isinstance(error, ConfigError):
        return f"{len(error.faults)} fault(s) in this deployment's configuration"
    return str(error)


def _seconds(error: LabError) -> int | None:
    if error.retry_after is None:
        return None
    return math.ceil(error.retry_after.total_seconds())


def _known(error: LabError) -> type[LabError]:
    """Its kind in the tree of `shared.errors`: an adapter may have finer ones for itself."""
    kinds = (k for k in type(error).__mro__ if k.__module__ == LabError.__module__)
    return next(kind for kind in kinds if issubclass(kind, LabError))


def _slug(class_name: str) -> str:
    """LockHeldError -> lock-held."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", class_name.removesuffix("Error")).lower()

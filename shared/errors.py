"""Every error this project raises on purpose.

Each says what happened (the message), whose fault it is, what it means for the
person's money and work (`means`), whether trying again can help and when, and
what the person can do (`advice`: the raiser's own, else the class's `remedy`).

* LabError
  x RequestError              the caller's: refused, nothing was changed
    - InvalidRequestError       a field is wrong; names it and what is allowed    (400)
    - UnauthorizedError         no token, or a wrong one                          (401)
    - NoRouteError              no such path                                      (404)
    - MethodError               that path takes other methods                     (405)
    - TooLargeError             the body is larger than any request of ours       (413)
    - RefusedError              well-formed, but not now or not so much           (409)
  x ConfigError               the operator's: the deployment is wrong             (500, exit 2)
  x PortError                 the outside world's
    + TemporaryError            may work again after `retry_after`                (503)
      - LockHeldError             another function is acting; it goes on          (409, exit 4)
      - ConflictError             someone else wrote first: load and decide again
      - RateLimitedError          60 requests a minute are shared with other tools
      - UnansweredError           sent, no answer: the effect may still land
    + PermanentError            the same call cannot help                         (502)
      - DeniedError               credentials or rights
      - QuotaError                the project's quota is full
      - CapacityError             the platform has no such node free now
      - LastPoolError             the platform keeps a cluster's last pool
      - CorruptError              what is stored cannot be read as what it should be
        . NewerSchemaError        a newer version of these functions wrote it
      - WrongClusterError         not the lab's cluster: nothing was written to it
        . RebuiltClusterError       its address, and another kube-system UID        (409)
      - UnprovenError             the store may not be lock and commit: it did not prove itself

Absence is not an error: a port answers None only where the other side said
"there is none". Whatever could not be asked is raised: unknown is never absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar


class Fault(StrEnum):
    CALLER = "caller"
    OPERATOR = "operator"
    PLATFORM = "platform"


class LabError(Exception):
    """Base of everything we raise on purpose."""

    fault: ClassVar[Fault] = Fault.PLATFORM
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    means: ClassVar[str] = (
        "What stands goes on billing as it did, and no work was deleted because of this."
    )
    remedy: ClassVar[str] = "look at `veilleur status`; `veilleur doctor` finds what is wrong"
    retry_after: timedelta | None = None

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice or self.remedy


class RequestError(LabError):
    """The caller asked for something we refuse; nothing was changed."""

    fault = Fault.CALLER
    status = 400
    title = "The request cannot be granted"
    means = "Nothing was changed: the lab, its bill and its work go on as they were."
    remedy = "mend the request and send it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """One wrong field: where it is, what was found there, what is allowed."""

    field: str
    found: str
    allowed: str


class InvalidRequestError(RequestError):
    """One field or several are wrong; all are named at once."""

    title = "The request is not valid"

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__("; ".join(f"{f.field}: {f.found}; allowed: {f.allowed}" for f in faults))
        self.faults = faults


class UnauthorizedError(RequestError):
    """No bearer token, or one that is not ours."""

    status = 401
    title = "Who are you?"


class NoRouteError(RequestError):
    """No such path."""

    status = 404
    title = "There is nothing at this path"


class MethodError(RequestError):
    """The path exists, the method does not."""

    status = 405
    title = "This path takes other methods"

    def __init__(self, message: str, *, allowed: tuple[str, ...]) -> None:
        super().__init__(message, advice=f"use {' or '.join(allowed)}")
        self.allowed = allowed


class TooLargeError(RequestError):
    """No request of ours is that long."""

    status = 413
    title = "The body is too large"
    remedy = "send the fields of the request alone: a few hundred bytes"


class RefusedError(RequestError):
    """Well-formed, but not in this state of the lab, or beyond its limits."""

    status = 409
    title = "Refused"
    remedy = "`veilleur status` shows how the lab is, lab.yaml what its limits are"


class ConfigError(LabError):
    """The deployment is wrong; found before anything is done. Lists every fault at once."""

    fault = Fault.OPERATOR
    title = "The configuration is wrong"
    means = (
        "Until it is mended no function works: nothing is started, stopped or warned of, and what "
        "runs goes on billing. No work was touched."
    )
    remedy = "`veilleur doctor` lists every fault, with how to mend it"

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class PortError(LabError):
    """The outside world failed us."""

    status = 502
    title = "The platform did not do what was asked"


class TemporaryError(PortError):
    """Trying again may help, after `retry_after`."""

    status = 503
    title = "Not now"
    means = (
        "Nothing that this call asked for was recorded. What stands goes on billing, and the "
        "watchdog tries again by itself; no work was touched."
    )
    remedy = "ask again after the pause"

    def __init__(
        self, message: str, *, retry_after: timedelta = timedelta(seconds=30), advice: str = ""
    ) -> None:
        super().__init__(message, advice=advice)
        self.retry_after = retry_after


class LockHeldError(TemporaryError):
    """Another function holds the lab's lock, and carries on what is under way."""

    status = 409
    title = "Another function is acting"
    means = (
        "What was asked for was not recorded. The lab goes on as it was wanted before, with its "
        "bill and its work."
    )
    remedy = "ask again in a moment"


class ConflictError(TemporaryError):
    """Someone else wrote first: nothing of ours was written; load and decide again."""

    status = 409
    title = "Someone else was faster"
    means = LockHeldError.means
    remedy = "look at the lab as it is now, and ask again"


class RateLimitedError(TemporaryError):
    """Too many requests: the limit is shared with people's other tools (rule 13)."""

    title = "Too many requests to the platform"
    remedy = "wait for the pause; if this lasts, another tool uses up the token's 60 a minute"


class UnansweredError(TemporaryError):
    """A write was sent and never answered: its effect may have landed, or may land later."""

    title = "The platform did not answer"
    means = (
        "It may have taken effect, or may yet: the next look shows which. What stands goes on "
        "billing; no work was lost by it."
    )
    remedy = "ask again: nothing is done twice"


class PermanentError(PortError):
    """The same call cannot help: something must change first."""


class DeniedError(PermanentError):
    """The credentials are wrong, ended, or lack a right."""

    title = "A credential or a right is missing"
    means = (
        "Until it is mended the lab can be neither started, nor stopped in order, nor proven off: "
        "what stands goes on billing. No work was touched."
    )
    remedy = "`veilleur doctor` names the credential or the right: renew it"


class QuotaError(PermanentError):
    """The project's quota is full."""

    title = "The project's quota is full"
    means = (
        "What was asked for is not made, and does not bill; what stands does. No work was touched."
    )
    remedy = "free some quota at the provider, or start a smaller profile"


class CapacityError(PermanentError):
    """The platform has no such node free in that zone now."""

    title = "The platform has no such node free"
    means = QuotaError.means
    remedy = "start another profile, or try again later"


class LastPoolError(PermanentError):
    """The platform does not delete the last pool of a cluster (rule 11, P1.13)."""

    title = "The platform keeps the last pool"
    means = "It goes on billing. All work is saved, and asleep in the cluster."
    remedy = "`last_pool` in lab.yaml says what is done then; else delete it at the provider"


class CorruptError(PermanentError):
    """A stored object exists and cannot be read as what it should be."""

    title = "Something stored cannot be read"
    means = (
        "It is not guessed at, and nothing is created from it. What stands goes on billing, and is "
        "stopped at its end all the same; no work was deleted because of this."
    )
    remedy = "`veilleur doctor` names the object; the bucket may hold an older version of it"


class NewerSchemaError(CorruptError):
    """A newer version wrote it: refused, never guessed at."""

    remedy = "update these functions: a newer version wrote it"


class WrongClusterError(PermanentError):
    """The kubeconfig leads to another cluster than the lab's: nothing was written (rule 2)."""

    title = "Not the lab's cluster"
    means = (
        "Nothing was written to it: its work is untouched. The lab's own nodes go on billing, and "
        "cannot be stopped in order before this is mended."
    )
    remedy = "unset KUBECONFIG: the provider's is then fetched"


class RebuiltClusterError(WrongClusterError):
    """Where the lab's cluster should be stands one of another UID: it was rebuilt (rule 2).

    `bound` is the UID that the lab is bound to, `found` the one that is there, `saved` says
    in words where the work is. Only a request that names `found` goes on from here.
    """

    status = 409
    title = "The lab's cluster was rebuilt"
    means = (
        "Nothing was written to the new one, and no work restored or woken. Nodes that stand bill "
        "until the lab's end, and are deleted past it."
    )

    def __init__(self, bound: str, found: str, saved: str) -> None:
        super().__init__(
            f"the lab is bound to the cluster {bound}, and the one there now is {found}: it was "
            f"rebuilt, or the provider leads elsewhere; {saved}",
            advice=f"to use the new cluster as it is, or to stop it, name it: cluster {found}; "
            "nothing is restored into it",
        )
        self.bound, self.found, self.saved = bound, found, saved


class UnprovenError(PermanentError):
    """The store is to be lock and commit, and its compare-and-swap was not proven (rule 3)."""

    title = "The store cannot keep the lab's lock"
    means = (
        "Nothing was started, stopped or recorded: two functions could have acted at once. What "
        "stands goes on billing, and is stopped at its end all the same; no work was touched."
    )
    remedy = (
        "set `commit: lease` in lab.yaml: the Kubernetes API keeps lock and commit then. Or use a "
        "store whose conditional writes hold: they are tried out by a race, once a day"
    )

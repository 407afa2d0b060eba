"""One kind of fault: what it may be told, where it happens, and the sentence that teaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from standin.control.asked import BadFieldError, Json, number, only

Check = Callable[[Json, str], object]
APIS = ("kaas", "s3", "openstack", "kubernetes")
SIMULATED_DAY = 86_400.0


def between(least: float, most: float) -> Check:
    return lambda args, name: number(args, name, least=least, most=most)


def one_of(*words: str) -> Check:
    def check(args: Json, name: str) -> None:
        if args[name] not in words:
            raise BadFieldError(name, words)

    return check


@dataclass(frozen=True, slots=True)
class Kind:
    """`may` are the args it understands, `must` those of them without which it means nothing.

    `apis` are those where it can happen. `calls` False: it is a state of the platform, not
    of a call, so that nobody's calls can be picked out by `match` or `agent`.
    """

    says: str
    may: Mapping[str, Check] = field(default_factory=dict)
    must: frozenset[str] = frozenset()
    apis: tuple[str, ...] = APIS
    calls: bool = True

    def check(self, args: Json) -> None:
        only(args, self.may)
        for name, check in self.may.items():
            if name in args or name in self.must:
                check(args, name)

    def check_where(self, where: Json) -> None:
        """`api`, `match` and `agent` of a fault, as far as they mean anything here."""
        if where["api"] not in ("*", *self.apis):
            raise BadFieldError("api", ("*", *self.apis))
        for name in ("match", "agent"):
            if where[name] and not self.calls:
                raise BadFieldError(name, "nothing: this kind is a state, the same for every call")

    def told(self) -> Json:
        return {
            "says": self.says,
            "apis": list(self.apis),
            "args": sorted(self.may),
            "must": sorted(self.must),
            "match_and_agent": self.calls,
        }

"""The kinds of faults: what each may be told. Who carries it out looks for it by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from standin.control.asked import BadFieldError, Json, number, only, text

Check = Callable[[Json, str], object]


def between(least: float, most: float) -> Check:
    return lambda args, name: number(args, name, least=least, most=most)


def one_of(*words: str) -> Check:
    def check(args: Json, name: str) -> None:
        if args[name] not in words:
            raise BadFieldError(name, words)

    return check


@dataclass(frozen=True, slots=True)
class Kind:
    """`may` are the args it understands, `must` those of them without which it means nothing."""

    may: Mapping[str, Check] = field(default_factory=dict)
    must: frozenset[str] = frozenset()

    def check(self, args: Json) -> None:
        only(args, self.may)
        for name, check in self.may.items():
            if name in args or name in self.must:
                check(args, name)


SIMULATED_DAY = 86_400.0
KINDS: dict[str, Kind] = {
    # Of the wire, on any API.
    "latency": Kind({"seconds": between(0, 10)}),
    "hold": Kind({"when": one_of("before", "after"), "then": one_of("go on", "drop")}),
    "error": Kind(
        {"status": between(400, 599), "code": text, "retry_after": between(0, SIMULATED_DAY)},
        frozenset({"status"}),
    ),
    "rate_limited": Kind({"retry_after": between(0, SIMULATED_DAY)}),
    "refused": Kind(),
    "timeout_after": Kind(),
    "late": Kind({"seconds": between(0, 30 * SIMULATED_DAY)}),
    # Of the KaaS API.
    "quota": Kind({"machines": between(0, 1_000)}),
    "no_capacity": Kind(),
    "pool_fails": Kind(),
    "cluster_suspended": Kind(),
    "labels_lost": Kind(),
    "labels_as_array": Kind(),
    "async_delayed": Kind({"seconds": between(0, SIMULATED_DAY)}),
    "last_pool_refused": Kind(),
    "status_unknown": Kind(),
    # Of the project.
    "ports_full": Kind(),
    "node_dies": Kind({"pool": text, "name": text}),
    # Of the object store.
    "s3_slow_down": Kind({"retry_after": between(0, SIMULATED_DAY)}),
}


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise BadFieldError("kind", KINDS)
    return KINDS[name]

"""The command line, as data and as help that teaches."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from functions.console.exits import EXIT_TEXT

DESCRIPTION = """\
Puts a Kubernetes lab to sleep and wakes it, proves that nothing is billed while
it sleeps, and says what it cost.

With VEILLEUR_URL (and VEILLEUR_TOKEN) it asks the functions that run there;
without, it does their work itself, with the environment that they would need.
"""
EXAMPLES = """\
examples:
  veilleur start standard --hours 4     two nodes for four hours, watched until they run
  veilleur extend --hours 1             an hour more
  veilleur stop                         for everybody, watched until it is proven off
  veilleur stop --holder ci-42          give back one lease only
  veilleur status --json | jq .phase
  veilleur report --month 2026-03
  veilleur doctor                       what is wrong here, and how to mend it

"""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    told: str
    arguments: Callable[[argparse.ArgumentParser], None]


def parser() -> argparse.ArgumentParser:
    """Exits with 2 on bad use, as argparse does."""
    top = argparse.ArgumentParser(
        prog="veilleur",
        description=DESCRIPTION,
        epilog=EXAMPLES + EXIT_TEXT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.told, description=command.told)
        command.arguments(sub)
    return top


def _start(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("profile", help="minimal, standard, memory, ai, or one of your own")
    sub.add_argument("--hours", type=_hours, help="how long you need it (default: lab.yaml's)")
    sub.add_argument("--holder", default=_me(), help="who needs it (default: %(default)s)")
    _cluster(sub)
    _waiting(sub)
    _json(sub)


def _stop(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--holder", help="give back this lease only (default: stop for everybody)")
    _cluster(sub)
    _waiting(sub)
    _json(sub)


def _extend(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--hours", type=_hours, required=True, help="counted from now")
    sub.add_argument("--holder", default=_me(), help="who needs it (default: %(default)s)")
    _json(sub)


def _report(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--month", metavar="YYYY-MM", help="default: the present one")
    sub.add_argument("--language", choices=("en", "fr"), default="en")
    _json(sub)


def _serve(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--host", default="127.0.0.1", help="address to listen on")
    sub.add_argument("--port", type=int, default=8080, help="port to listen on")


def _cluster(sub: argparse.ArgumentParser) -> None:
    told = "the kube-system UID of a rebuilt cluster, to take it for the lab's as it is"
    sub.add_argument("--cluster", metavar="UID", help=told)


def _waiting(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--wait",
        action=argparse.BooleanOptionalAction,
        help="watch until it is done (default: on a terminal, yes)",
    )
    sub.add_argument(
        "--timeout", type=_minutes, default=60.0, metavar="MINUTES", help="of the watch (60)"
    )


def _json(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--json", action="store_true", help="the answer as JSON on stdout")


def _hours(text: str) -> Decimal:
    return _finite(text, "a number of hours, like 4 or 1.5")


def _minutes(text: str) -> float:
    return float(_finite(text, "a number of minutes"))


def _finite(text: str, expected: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        msg = f"{text!r} is not {expected}"
        raise argparse.ArgumentTypeError(msg)
    return number


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "console"


COMMANDS = (
    Command("start", "start the lab, or keep it longer; another profile changes it", _start),
    Command("stop", "give one lease back, or stop the lab for everybody", _stop),
    Command("extend", "keep a running lab longer", _extend),
    Command("status", "what the lab does now, what it costs, and why", _json),
    Command("tick", "carry on whatever is under way, once: what the watchdog does", _json),
    Command("report", "what it cost: this session, the month, against 24/7", _report),
    Command("doctor", "check everything that can be wrong here; changes nothing", _json),
    Command("serve", "serve all five functions over HTTP in this process", _serve),
)

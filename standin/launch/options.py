"""What the command line may say, taught by --help."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from standin.clock import Mode
from standin.identity import ARTIFACTS_BUCKET

SERVERS = ("kaas", "s3", "openstack", "kubernetes", "control")
ABOUT = """\
The platform on one machine: KaaS, S3, Kubernetes and OpenStack as Infomaniak's Public Cloud
shows them, with the same edges, on loopback and without an account. A cluster "lab" exists
from the beginning, as Terraform leaves it: Active, on the shared pack, with no node pool.

When all of it answers, one line of JSON with the URLs is printed; SIGTERM or Ctrl-C ends it.
"""
EXAMPLES = f"""\
examples:
  python -m standin --env-file lab.env          runs on the wall's time; then, in a shell:
      . ./lab.env && kubectl get nodes           KUBECONFIG is set
      . ./lab.env && aws s3 ls s3://{ARTIFACTS_BUCKET}
  python -m standin --clock stepped --seed 7    time stands still until it is told to move:
      curl -X POST $STANDIN_CONTROL/clock -d '{{"seconds": 3600}}'
  python -m standin --data state/               goes on where it was when it is started again

what really happened, and what goes wrong on purpose, by the control API:
  curl $STANDIN_CONTROL/truth                    what exists and what it bills an hour
  curl $STANDIN_CONTROL/truth/timeline           what was billed from which second to which
  curl $STANDIN_CONTROL/truth/events             what happened, in order
  curl $STANDIN_CONTROL/faults/kinds             what can go wrong, each kind in a sentence
  curl $STANDIN_CONTROL/faults -d '{{"kind": "quota", "times": 1}}'
  curl $STANDIN_CONTROL/faults -d '{{"kind": "refused", "api": "kubernetes",
    "agent": "^(?!system:)"}}'                    gone for its customers, not for its controllers
"""
REAL = (
    "--kubernetes real: not here yet. It arrives with the test stand that starts kube-apiserver, "
    "etcd, kube-controller-manager and kube-scheduler; until then use --kubernetes embedded"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`ports` by server; 0 is any free port. `seed` and `start` are None where nobody said."""

    ports: dict[str, int]
    data: Path | None
    seed: int | None
    mode: Mode
    start: datetime | None
    env_file: Path | None


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Ends the program with exit code 2 and a sentence where the arguments make no sense."""
    parser = _parser()
    told = parser.parse_args(arguments)
    if told.kubernetes == "real":
        parser.error(REAL)
    if told.start and told.clock != Mode.STEPPED:
        parser.error("--start: only a stepped clock starts at a time of its own")
    return Options(
        ports={name: getattr(told, f"{name}_port") for name in SERVERS},
        data=told.data,
        seed=told.seed,
        mode=Mode(told.clock),
        start=told.start,
        env_file=told.env_file,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m standin",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in SERVERS:
        help_text = f"where {name} listens on 127.0.0.1 (default: any free port)"
        parser.add_argument(f"--{name}-port", type=_port, default=0, metavar="N", help=help_text)
    _add_story(parser)
    parser.add_argument(
        "--kubernetes",
        choices=("embedded", "real"),
        default="embedded",
        help="embedded: pure Python, nothing to install (default); real: %(prog)s says when",
    )
    parser.add_argument(
        "--env-file",
        type=Path,
        metavar="FILE",
        help="write what a shell needs to reach everything, as export lines; "
        "the kubeconfig is written beside it",
    )
    return parser


def _add_story(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="keep the state here over a restart"
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help="the story's chance: boot times, ids (default: 1)"
    )
    parser.add_argument(
        "--clock",
        choices=[mode.value for mode in Mode],
        default=Mode.WALL.value,
        help="wall: time passes by itself (default); stepped: only by POST /clock",
    )
    parser.add_argument(
        "--start",
        type=_moment,
        metavar="ISO8601",
        help="where a stepped clock begins, e.g. 2026-03-02T08:00:00Z "
        "(default: now, or where the data folder ended)",
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 2**16:
        raise argparse.ArgumentTypeError(f"{text}: a port is a number from 0 to 65535")
    return port


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: not an ISO 8601 time ({error})") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: say the offset too, e.g. {text}Z")
    return moment

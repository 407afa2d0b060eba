"""`python -m standin.kubernetes.controllers --kubeconfig FILE --control URL`."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from standin.client import Kubernetes
from standin.kubernetes.controllers.all import reconcilers
from standin.reconcile.cache import Cache
from standin.reconcile.feed import Feed
from standin.reconcile.kubeconfig import authority_of, read_kubeconfig
from standin.reconcile.participant import Participant
from standin.reconcile.turns import Control, take_part

NAME = "controllers"


def main(arguments: Sequence[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="controllers: %(message)s")
    api = Kubernetes(read_kubeconfig(asked.kubeconfig, agent="standin-controllers"))
    control = Control(asked.control)
    cache = Cache(api, Feed(api), datetime.fromtimestamp(0, UTC))
    participant = Participant(cache, reconcilers(authority_of(asked.kubeconfig)))
    try:
        take_part(NAME, control, participant.act)
    finally:
        api.close()
        control.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m standin.kubernetes.controllers", description=__doc__
    )
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--control", required=True, help="the stand-in's control API, a URL")
    return parser


if __name__ == "__main__":
    main()

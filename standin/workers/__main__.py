"""`python -m standin.workers --kubeconfig FILE --control URL`, with OS_* in the environment."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from standin.client import Kubernetes
from standin.reconcile.feed import Feed
from standin.reconcile.kubeconfig import cluster_name, read_kubeconfig
from standin.reconcile.turns import Control, take_part
from standin.workers.cloud import Cloud, Credential
from standin.workers.crew import KINDS, PARTS, Crew

NAME = "workers"


def main(arguments: Sequence[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="workers: %(message)s")
    api = Kubernetes(read_kubeconfig(asked.kubeconfig, agent="standin-workers"))
    control = Control(asked.control)
    cloud = Cloud(Credential.read(os.environ))  # noqa: TID251 -- a process of its own, where it begins
    cluster = asked.cluster_name or cluster_name(asked.kubeconfig)
    crew = Crew(api, Feed(api, *KINDS), cloud, cluster=cluster, parts=asked.parts.split(","))
    try:
        take_part(NAME, control, lambda now: crew.act(now, control.machines()))
    finally:
        api.close()
        control.close()
        cloud.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m standin.workers", description=__doc__)
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--control", required=True, help="the stand-in's control API, a URL")
    parser.add_argument(
        "--cluster-name", help="in the names of what it makes (default: the kubeconfig's)"
    )
    parser.add_argument("--parts", default=",".join(PARTS), help="which of these run: %(default)s")
    return parser


if __name__ == "__main__":
    main()

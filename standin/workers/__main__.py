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
    credential = Credential.read(os.environ)  # noqa: TID251 -- the environment enters here
    work(asked.kubeconfig, asked.control, credential, asked.cluster_name, asked.parts.split(","))


def work(
    kubeconfig: Path,
    control_url: str,
    credential: Credential,
    cluster: str = "",
    parts: Sequence[str] = PARTS,
) -> None:
    """Until the control API is gone. `cluster` is in the names of all that is made in the cloud."""
    api = Kubernetes(read_kubeconfig(kubeconfig, agent="standin-workers"))
    control, cloud = Control(control_url), Cloud(credential)
    cluster = cluster or cluster_name(kubeconfig)
    crew = Crew(api, Feed(api, *KINDS), cloud, cluster=cluster, parts=parts)
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
        "--cluster-name",
        default="",
        help="in the names of what it makes (default: the kubeconfig's)",
    )
    parser.add_argument("--parts", default=",".join(PARTS), help="which of these run: %(default)s")
    return parser


if __name__ == "__main__":
    main()

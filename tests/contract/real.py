"""Where a real service stands, if this run was given one: no test needs it.

`VEILLEUR_CONTRACT_KUBECONFIG` is the path of a kubeconfig of a cluster that may be
written to: objects are made in namespaces of their own and deleted again.
`VEILLEUR_CONTRACT_S3` is the endpoint of a store (a real Swift, say) with a bucket
`VEILLEUR_CONTRACT_S3_BUCKET` to write to, under a prefix of each test's own, by the
keys of `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. The stores of `make test-real`
need no address: the tests start them.
"""

from __future__ import annotations

import os

import pytest

from shared.adapters.s3 import Connection
from tests.real.servers.running import REAL_STORES

KUBECONFIG = os.environ.get("VEILLEUR_CONTRACT_KUBECONFIG", "")  # noqa: TID251 -- tests only

CLUSTERS = ["fake", "standin", *(["real"] if KUBECONFIG else [])]

S3 = os.environ.get("VEILLEUR_CONTRACT_S3", "")  # noqa: TID251 -- tests only
STARTED = [pytest.param(name, marks=pytest.mark.real) for name in REAL_STORES]
STORES = ["fake", "swift-2.30", "swift-2.36", *(["real"] if S3 else []), *STARTED]


def real_store() -> tuple[Connection, str]:
    """Where it is, and the bucket that may be written to."""
    environ = os.environ  # noqa: TID251 -- tests only
    where = Connection(
        endpoint=S3,
        access_key=environ["AWS_ACCESS_KEY_ID"],
        secret_key=environ["AWS_SECRET_ACCESS_KEY"],
        region=environ.get("AWS_DEFAULT_REGION", "us-east-1"),
        authorities=environ.get("AWS_CA_BUNDLE", ""),
    )
    return where, environ["VEILLEUR_CONTRACT_S3_BUCKET"]

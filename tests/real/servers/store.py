"""A real store, as a test is given it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

from shared.adapters.s3 import Bucket, Connection

BUCKET = "lab-state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Where it listens, who may write there, and a bucket that is empty at first."""

    name: str
    where: Connection
    bucket: str = BUCKET

    def make_bucket(self, name: str = BUCKET) -> None:
        with closing(Bucket(name, self.where)) as bucket:
            bucket.call("create_bucket")

    def another_bucket(self, name: str) -> Store:
        """The same store, for whoever wants a bucket to himself."""
        self.make_bucket(name)
        return replace(self, bucket=name)

    @property
    def environ(self) -> dict[str, str]:
        """What leads the functions to it."""
        found = {
            "AWS_ENDPOINT_URL": self.where.endpoint,
            "AWS_ACCESS_KEY_ID": self.where.access_key,
            "AWS_SECRET_ACCESS_KEY": self.where.secret_key,
            "AWS_DEFAULT_REGION": self.where.region,
            "VEILLEUR_STATE_BUCKET": self.bucket,
        }
        authorities = self.where.authorities
        return found | ({"AWS_CA_BUNDLE": authorities} if authorities else {})

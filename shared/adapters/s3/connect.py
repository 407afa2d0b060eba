"""boto3, set up as platform.md section 4 says, and imported only where a store is spoken to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_s3 import S3Client

CONNECT_WITHIN = timedelta(seconds=3)
READ_WITHIN = timedelta(seconds=15)  # an effect ends long before the lock does (rule 4)
POOL = 16
_making = Lock()
EXPIRY = "XDeleteAfter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where the store is, and who we are there. `read_within` is wall time."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    read_within: timedelta = READ_WITHIN
    authorities: str = ""  # path of a CA bundle, "" for the machine's own


def connect(where: Connection) -> S3Client:
    """Older Swifts refuse the aws-chunked bodies that checksums bring: only when required."""
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=CONNECT_WITHIN.total_seconds(),
        read_timeout=where.read_within.total_seconds(),
        retries={"total_max_attempts": 1},  # no write is sent twice; reads are asked again by us
        max_pool_connections=POOL,
    )
    with _making:
        client: S3Client = _session().client(
            "s3",
            endpoint_url=where.endpoint,
            region_name=where.region,
            aws_access_key_id=where.access_key,
            aws_secret_access_key=where.secret_key,
            verify=where.authorities or None,
            config=config,
        )
    _take_expiry(client)
    return client


@cache
def _session() -> Session:
    """One a process: it reads S3's long description once. Makes one client at a time."""
    import boto3

    return boto3.session.Session()


def _take_expiry(client: S3Client) -> None:
    """Let `put_object` take `XDeleteAfter` (seconds): Swift's header, unknown to S3 (P4.6)."""

    def take(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        context[EXPIRY] = params.pop(EXPIRY, None)

    def send(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
        if context.get(EXPIRY) is not None:
            params["headers"]["X-Delete-After"] = str(context[EXPIRY])

    client.meta.events.register("before-parameter-build.s3.PutObject", take)
    client.meta.events.register("before-call.s3.PutObject", send)

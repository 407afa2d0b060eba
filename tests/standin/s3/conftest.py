"""A stand-in S3 on a stepped clock, and plain boto3 configured as platform.md section 4 says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import SSLContext
from typing import TYPE_CHECKING, Literal

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.s3 import Answers, S3Server, serve_s3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Checksums = Literal["when_required", "when_supported"]
ACCESS, SECRET, BUCKET = "access-key", "secret-key", "lab-state"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(slots=True)
class Platform:
    """One server and all that moves it. `client` builds another boto3 client, closed at the end."""

    server: S3Server
    clock: Clock
    faults: Faults
    journal: Journal
    _stack: ExitStack = field(default_factory=ExitStack)

    def client(
        self,
        secret: str = SECRET,
        *,
        region: str = "us-east-1",
        ca: str | None = None,
        checksums: Checksums = "when_required",
    ) -> S3Client:
        client: S3Client = boto3.client(
            "s3",
            endpoint_url=self.server.url,
            aws_access_key_id=ACCESS,
            aws_secret_access_key=secret,
            region_name=region,
            verify=ca,
            config=as_documented(checksums),
        )
        return self._stack.enter_context(closing(client))

    def step(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))


def as_documented(checksums: Checksums) -> Config:
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        request_checksum_calculation=checksums,
        response_checksum_validation=checksums,
        retries={"total_max_attempts": 1},
    )


Serve = Callable[..., Platform]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server with these answers; `data` and `tls` as in `serve_s3`."""
    with ExitStack() as stack:

        def start(
            answers: Answers | None = None,
            data: Path | None = None,
            tls: SSLContext | None = None,
            clock: Clock | None = None,
        ) -> Platform:
            clock = clock or Clock(Mode.STEPPED, START)
            faults, journal = Faults(), Journal(clock)
            server = serve_s3(
                clock=clock,
                faults=faults,
                journal=journal,
                port=0,
                credentials={ACCESS: SECRET},
                buckets=[BUCKET],
                data=data,
                answers=answers,
                tls=tls,
            )
            stack.callback(server.close)
            clients = stack.enter_context(ExitStack())
            return Platform(server, clock, faults, journal, clients)

        yield start


@pytest.fixture
def platform(serve: Serve) -> Platform:
    """The default: an old Swift whose listings hear of everything at once."""
    return serve(Answers(listing_share=0.0))


@pytest.fixture
def s3(platform: Platform) -> S3Client:
    return platform.client()


def refusal(call: Callable[[], object]) -> tuple[int, str]:
    """HTTP status and S3 code of the error that the call must end in."""
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def with_headers(client: S3Client, operation: str, headers: dict[str, str]) -> None:
    """Send these headers along with every further call of that operation, unsigned."""
    client.meta.events.register(
        f"before-call.s3.{operation}",
        lambda params, **_: params["headers"].update(headers),
    )

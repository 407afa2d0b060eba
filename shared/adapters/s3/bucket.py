"""One bucket: each call answered, or raised as one of our errors."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from shared.adapters.s3.connect import Connection, connect
from shared.adapters.s3.refusals import is_absent, refused, silent
from shared.errors import CorruptError, RateLimitedError, TemporaryError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

READS = ("get_", "head_", "list_")
PAUSE_SECONDS = 0.25  # before a read is asked a second and last time


class AbsentError(Exception):
    """Inside this package only: the store said in so many words that the key is not there."""


class Bucket:
    """Connects at the first call, so that a function which never stores never pays for boto3.

    Safe to share between threads, as boto3's clients are.
    """

    def __init__(
        self, name: str, where: Connection, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.name = name
        self.endpoint = where.endpoint
        self._where = where
        self._sleep = sleep
        self._opening = Lock()
        self._client: S3Client | None = None

    def close(self) -> None:
        with self._opening:
            if self._client is not None:
                self._client.close()
            self._client = None

    @property
    def client(self) -> S3Client:
        with self._opening:
            self._client = self._client or connect(self._where)
            return self._client

    def call(self, operation: str, key: str = "", **params: Any) -> Mapping[str, Any]:  # noqa: ANN401 -- boto3's own parameters
        """boto3's answer. `operation` is a method of its client, e.g. "put_object".

        Raises AbsentError for a proven 404 of the key, a PortError for all else.
        """
        if key:
            params["Key"] = key
        if not operation.startswith(READS):
            return self._once(operation, key, params)
        try:
            return self._once(operation, key, params)
        except RateLimitedError:
            raise  # it named its own time
        except TemporaryError:
            self._sleep(PAUSE_SECONDS)
            return self._once(operation, key, params)

    def _once(self, operation: str, key: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        with self.ours(operation, key):
            answer: Mapping[str, Any] = getattr(self.client, operation)(Bucket=self.name, **params)
            return answer

    @contextmanager
    def ours(self, operation: str, key: str) -> Iterator[None]:
        """What botocore raises inside becomes ours."""
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        where, writes = f"{self.name}/{key}", not operation.startswith(READS)
        try:
            yield
        except ClientError as error:
            if is_absent(error):
                raise AbsentError(where) from error
            raise refused(error, method="PUT" if writes else "GET", where=where) from error
        except BotoCoreError as error:
            raise silent(error, writes=writes, where=f"{operation} {where}") from error
        except ResponseParserError as error:
            msg = f"{operation} {where}: the answer is not what S3 answers: {error}"
            raise CorruptError(msg) from error

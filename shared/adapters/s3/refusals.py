"""Which of our errors a store's refusal, or its silence, is.

"There is none" is not among them: a caller asks `is_absent` first, and only a proven
404 of the key is an absence. A missing bucket is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.errors import (
    CorruptError,
    PermanentError,
    PortError,
    QuotaError,
    RateLimitedError,
    TemporaryError,
    UnansweredError,
)
from shared.http.answers import Answer, refusal, retry_after

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

ABSENT = frozenset({"NoSuchKey", "NoSuchVersion", "NoSuchUpload", "NoSuchLifecycleConfiguration"})
BUSY = frozenset({"SlowDown", "ServiceUnavailable", "Throttling", "RequestLimitExceeded"})
FULL = frozenset({"EntityTooLarge", "QuotaExceeded", "InsufficientStorage"})
UNKNOWN_AUTHORITY = "CERTIFICATE_VERIFY_FAILED"  # OpenSSL's word
BROKEN = frozenset({"BrokenMPU"})  # Swift: a part that the object names is gone (P4.12)


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def is_absent(error: ClientError) -> bool:
    """What was asked for is not there, said by the store in so many words."""
    return code_of(error) in ABSENT


def refused(error: ClientError, *, method: str, where: str) -> PortError:
    """The store answered, and not with a success."""
    code = code_of(error)
    status = int(error.response["ResponseMetadata"]["HTTPStatusCode"])
    answer = Answer(status=status, headers=_headers(error.response))
    words = f"{code}: {error.response.get('Error', {}).get('Message', '')}"
    message = f"{method} {where}: {status} {words}"
    if code in BUSY:
        wait = retry_after(answer)
        return RateLimitedError(
            message, retry_after=wait, advice="the store is busy, or full: wait"
        )
    if code in FULL:
        return QuotaError(message, advice="make room in the project, or raise its quota")
    if code == "NotImplemented":
        return PermanentError(message)
    if code in BROKEN:
        return CorruptError(message)
    if code == "NoSuchBucket":
        return PermanentError(message, advice="create the bucket, or correct its name")
    return refusal(answer, method, where, words)


def silent(error: BotoCoreError, *, writes: bool, where: str) -> PortError:
    """No answer that could be understood. A write that left may still land, minutes later."""
    from botocore.exceptions import ConnectionError as NotConnectedError
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    message = f"{where}: {type(error).__name__}: {error}"
    if UNKNOWN_AUTHORITY in message:
        advice = "name the file of the authority that vouches for the store in AWS_CA_BUNDLE"
        return PermanentError(message, advice=advice)
    if isinstance(error, NotConnectedError):
        return TemporaryError(message)
    if isinstance(error, HTTPClientError | IncompleteReadError):
        return UnansweredError(message) if writes else TemporaryError(message)
    return PermanentError(message)


def _headers(response: Mapping[str, Any]) -> dict[str, str]:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return {str(name).lower(): str(value) for name, value in headers.items()}

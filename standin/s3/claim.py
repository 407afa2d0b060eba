"""What a caller says of itself: an AWS signature, version 4, in a header or in a presigned URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from standin.s3.call import Call
from standin.s3.refusal import RefusalError, access_denied

LONGEST = timedelta(seconds=604_800)  # P4.11
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the caller says of itself, from the Authorization header or from the query."""

    access: str
    scope: tuple[str, ...]  # date, region, service, terminal
    signed_headers: tuple[str, ...]
    signature: str
    stamp: str
    expires: timedelta | None = None

    @property
    def signed_at(self) -> datetime:
        try:
            return datetime.strptime(self.stamp, STAMP).replace(tzinfo=UTC)
        except ValueError as wrong:
            message = "AWS authentication requires a valid Date or x-amz-date header"
            raise access_denied(message) from wrong


def claim_of(call: Call) -> Claim:
    authorization = call.headers.get("authorization", "")
    if authorization.startswith("AWS4-HMAC-SHA256 "):
        return _from_header(call, authorization)
    if "X-Amz-Signature" in call.query:
        return _from_query(call.query)
    raise access_denied()


def _from_header(call: Call, authorization: str) -> Claim:
    fields = dict(
        part.strip().partition("=")[::2] for part in authorization.partition(" ")[2].split(",")
    )
    return _claim(
        credential=fields.get("Credential", ""),
        headers=fields.get("SignedHeaders", ""),
        signature=fields.get("Signature", ""),
        stamp=call.headers.get("x-amz-date", ""),
        expires=None,
    )


def _from_query(query: Mapping[str, str]) -> Claim:
    return _claim(
        credential=query.get("X-Amz-Credential", ""),
        headers=query.get("X-Amz-SignedHeaders", ""),
        signature=query["X-Amz-Signature"],
        stamp=query.get("X-Amz-Date", ""),
        expires=_expiry(query.get("X-Amz-Expires", "")),
    )


def _claim(
    *, credential: str, headers: str, signature: str, stamp: str, expires: timedelta | None
) -> Claim:
    access, *scope = credential.split("/")
    if len(scope) != 4 or not headers or not signature:
        raise access_denied()
    return Claim(
        access=access,
        scope=tuple(scope),
        signed_headers=tuple(headers.split(";")),
        signature=signature,
        stamp=stamp,
        expires=expires,
    )


def _expiry(text: str) -> timedelta:
    if not text.isdecimal() or int(text) > LONGEST.total_seconds():
        message = f"X-Amz-Expires must be at most {LONGEST.total_seconds():.0f} seconds"
        raise RefusalError(400, "AuthorizationQueryParametersError", message)
    return timedelta(seconds=int(text))

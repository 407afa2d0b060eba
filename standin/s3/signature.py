"""Who asks: AWS signatures, version 4, recomputed with botocore's own signer.

On wall time, whatever the story's clock says: a signature belongs to the machine
that made it. Header and presigned form; nothing anonymous is let in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from standin.s3.call import Call
from standin.s3.claim import Claim, claim_of
from standin.s3.refusal import RefusalError, access_denied, does_not_match

SKEW = timedelta(minutes=15)
UNSIGNED = "UNSIGNED-PAYLOAD"
HEX = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """`secrets` is access key -> secret; `wall` the machine's time, aware UTC."""

    secrets: Mapping[str, str]
    region: str
    wall: Callable[[], datetime]

    def check(self, call: Call) -> None:
        """Let the call pass, or raise the RefusalError (400 or 403) that Swift gives."""
        claim = claim_of(call)
        self._check_scope(claim)
        self._check_time(claim)
        known = claim.access in self.secrets  # Swift tells nobody whether it is
        if not known or not compare_digest(self._expected(call, claim), claim.signature):
            raise does_not_match()
        _check_payload(call)

    def _check_scope(self, claim: Claim) -> None:
        if claim.scope[1] != self.region:
            code = "AuthorizationQueryParametersError" if claim.expires else _MALFORMED
            message = f"the region '{claim.scope[1]}' is wrong; expecting '{self.region}'"
            raise RefusalError(400, code, message, Region=self.region)
        if claim.scope[2:] != ("s3", "aws4_request") or claim.scope[0] != claim.stamp[:8]:
            raise RefusalError(400, _MALFORMED, "The authorization header is malformed.")

    def _check_time(self, claim: Claim) -> None:
        now = self.wall()
        if claim.expires is not None:
            if claim.signed_at + claim.expires < now:
                raise access_denied("Request has expired")
        elif abs(now - claim.signed_at) > SKEW:
            message = "The difference between the request time and the current time is too large."
            raise RefusalError(403, "RequestTimeTooSkewed", message)

    def _expected(self, call: Call, claim: Claim) -> str:
        signer = (S3SigV4Auth if claim.expires is None else S3SigV4QueryAuth)(
            Credentials(claim.access, self.secrets[claim.access]), "s3", self.region
        )
        request = _as_signed(call, claim)
        canonical = signer.canonical_request(request)
        return str(signer.signature(signer.string_to_sign(request, canonical), request))


_MALFORMED = "AuthorizationHeaderMalformed"


def _as_signed(call: Call, claim: Claim) -> AWSRequest:
    """The request as its signer saw it: its own headers only, and no signature in the query."""
    pairs = [p for p in call.raw_query.split("&") if not p.startswith("X-Amz-Signature=")]
    missing = [name for name in claim.signed_headers if name not in call.headers]
    if missing:
        raise does_not_match()
    url = f"http://{call.headers.get('host', '')}{call.target}?{'&'.join(pairs)}"
    headers = {name: call.headers[name] for name in claim.signed_headers}
    signed = AWSRequest(method=call.method, url=url, headers=headers)
    signed.context["timestamp"] = claim.stamp
    return signed


def _check_payload(call: Call) -> None:
    said = call.headers.get("x-amz-content-sha256", UNSIGNED)
    if HEX.fullmatch(said) and sha256(call.body).hexdigest() != said.lower():
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise RefusalError(400, "XAmzContentSHA256Mismatch", message)

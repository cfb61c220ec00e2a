"""Standard Webhooks as a partner verifies them: written from the specification alone.

The demo's partner must not ask the code that signed whether the signature is right.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TOLERANCE = 300  # seconds; what the specification recommends against replays


@dataclass(frozen=True, slots=True)
class Verified:
    """The post is whole and comes from whoever knows the secret."""

    id: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class Unverified:
    """The post may be anybody's, and why."""

    reason: str


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, now: datetime | None
) -> Verified | Unverified:
    """Whether these exact bytes were signed with the secret, and lately.

    Args:
        secret: as it was shown once, `whsec_…`.
        headers: of the request, their names in small letters.
        body: as it came.
        now: to judge the age by; None for a post that was judged when it came.
    """
    name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not name or not stamp.isdecimal():
        return Unverified("the headers webhook-id and webhook-timestamp are missing")
    if now is not None and abs(now.timestamp() - int(stamp)) > TOLERANCE:
        return Unverified("the timestamp is more than five minutes away")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([name.encode(), stamp.encode(), body])
    right = hmac.new(key, signed, hashlib.sha256).digest()
    offered = _signatures(headers.get("webhook-signature", ""))
    if not any(hmac.compare_digest(right, each) for each in offered):
        return Unverified("no signature fits the body")
    return Verified(name, int(stamp))


def _signatures(header: str) -> list[bytes]:
    """The signatures of version 1; there are several while a secret is changed."""
    found = []
    for each in header.split():
        version, _, encoded = each.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(encoded, validate=True))
            except binascii.Error:
                continue
    return found

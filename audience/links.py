"""Signed links: short, bound to one purpose, readable by nobody else's key."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Literal

from audience.keys import Key

# u: leave a newsletter. Confirmation and preference links get letters of their own.
Purpose = Literal["u"]

MAC_BYTES = 16
NUMBER_BYTES = 8


def sign(ring: tuple[Key, ...], purpose: Purpose, number: int) -> str:
    """A token of 34 letters for this number and purpose."""
    key = ring[0]
    named = bytes([key.id]) + number.to_bytes(NUMBER_BYTES, "big")
    return urlsafe_b64encode(named + _mac(key, purpose, named)).decode().rstrip("=")


def read(ring: tuple[Key, ...], purpose: Purpose, token: str) -> int | None:
    """The number in the token, or None if we did not sign it for this purpose."""
    raw = _decoded(token)
    named, mac = raw[: 1 + NUMBER_BYTES], raw[1 + NUMBER_BYTES :]
    if len(mac) != MAC_BYTES:
        return None
    for key in ring:
        if key.id == named[0] and hmac.compare_digest(_mac(key, purpose, named), mac):
            return int.from_bytes(named[1:], "big")
    return None


def _mac(key: Key, purpose: Purpose, named: bytes) -> bytes:
    return hmac.digest(key.secret, purpose.encode() + named, sha256)[:MAC_BYTES]


def _decoded(token: str) -> bytes:
    """The bytes; empty unless the token is exactly as we write it."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return b""
    return raw if urlsafe_b64encode(raw).decode().rstrip("=") == token else b""

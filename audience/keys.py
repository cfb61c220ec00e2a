"""The installation's keys, as rings: newest first, and none is ever dropped."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Key:
    """A secret with a number, which everything made with it carries."""

    id: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """Three rings for three purposes (decisions A11)."""

    links: tuple[Key, ...]
    seal: tuple[Key, ...]
    suppression: tuple[Key, ...]


class BrokenSealError(Exception):
    """A sealed secret cannot be opened with the keys at hand."""


def new_keys() -> Keys:
    """A ring of one new key for each purpose."""
    return Keys(*((Key(1, token_bytes(KEY_BYTES)),) for _ in range(3)))


def keys_from_record(record: Mapping[str, Sequence[Mapping[str, Any]]]) -> Keys:
    """The keys as `record_of_keys` wrote them.

    Raises:
        KeyError, TypeError, ValueError: the record is not one of keys.
    """
    rings = (
        tuple(
            Key(int(k["id"]), b64decode(k["secret"], validate=True))
            for k in record[name]
        )
        for name in ("links", "seal", "suppression")
    )
    keys = Keys(*rings)
    if not (keys.links and keys.seal and keys.suppression):
        raise ValueError("a ring without a key")
    return keys


def record_of_keys(keys: Keys) -> dict[str, list[dict[str, Any]]]:
    """The keys as values that JSON knows."""
    rings = {"links": keys.links, "seal": keys.seal, "suppression": keys.suppression}
    return {
        name: [{"id": k.id, "secret": b64encode(k.secret).decode()} for k in ring]
        for name, ring in rings.items()
    }


def seal(keys: Keys, secret: bytes, context: str) -> bytes:
    """The secret made unreadable; it opens only with the same context."""
    key, nonce = keys.seal[0], token_bytes(NONCE_BYTES)
    box = AESGCM(key.secret).encrypt(nonce, secret, context.encode())
    return bytes([key.id]) + nonce + box


def unseal(keys: Keys, sealed: bytes, context: str) -> bytes:
    """The secret inside.

    Raises:
        BrokenSealError: no key of the ring opens it in this context.
    """
    nonce, box = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    for key in keys.seal:
        if sealed[:1] == bytes([key.id]):
            try:
                return AESGCM(key.secret).decrypt(nonce, box, context.encode())
            except (InvalidTag, ValueError) as error:
                raise BrokenSealError(context) from error
    raise BrokenSealError(context)


def fingerprint(keys: Keys, address: str) -> str:
    """A keyed hash by which an address is recognised and cannot be read."""
    return _fingerprint(keys.suppression[0], address)


def fingerprints(keys: Keys, address: str) -> list[str]:
    """The address under every key there ever was, newest first."""
    return [_fingerprint(key, address) for key in keys.suppression]


def _fingerprint(key: Key, address: str) -> str:
    return f"{key.id}:{hmac.digest(key.secret, address.encode(), sha256).hex()}"

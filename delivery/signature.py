"""Standard Webhooks 1.0.0, the symmetric form: HMAC-SHA256, tag `v1`."""

import binascii
import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence

PREFIX = "whsec_"
_SIZES = range(24, 65)  # SW9


class SecretError(ValueError):
    """A text that is not the shared secret of an endpoint; never quotes it."""


def new_secret() -> str:
    """A fresh `whsec_` secret of 32 random bytes, to be shown once."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def parse_secret(text: str) -> bytes:
    """The key inside a `whsec_` secret.

    Raises:
        SecretError: Also for `whpk_` and `whsk_`: the HMAC libraries take a public
            key silently, and then anybody who knows it can forge (partners.md §0.6).
    """
    if text.startswith(("whpk_", "whsk_")):
        raise SecretError(
            "This is a key of the asymmetric scheme, not a shared secret."
        )
    if not text.startswith(PREFIX):
        raise SecretError("A secret begins with whsec_.")
    try:
        key = b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SecretError("The secret after whsec_ is not base64.") from error
    if len(key) not in _SIZES:
        raise SecretError("The secret holds not 24 to 64 bytes.")
    return key


def sign(keys: Sequence[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` of these exact bytes, one per key, newest first.

    During a rotation the old key signs too, so that no delivery is refused while
    the partner changes over (SW11).
    """
    if not keys or "." in message_id:  # a dot would move the border of the parts, SW6
        raise ValueError(f"cannot sign {message_id!r} with {len(keys)} keys")
    signed = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    return " ".join(
        f"v1,{b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
        for key in keys
    )

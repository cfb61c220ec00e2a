"""A mail on its way: who from, who to, and the bytes between."""

from dataclasses import dataclass, field

import idna


@dataclass(frozen=True, slots=True)
class Envelope:
    """One attempt at one mail; the addresses are the envelope's, not the header's."""

    parcel_id: str
    sender: str
    recipient: str
    data: bytes = field(repr=False)


def ascii_address(address: str) -> str | None:
    """The address for a relay without SMTPUTF8; None when it has no such form.

    A domain can be said in A-labels (RFC 5891), a local part cannot be said
    otherwise than as it is (RFC 6531 §3.2).
    """
    local, at, domain = address.rpartition("@")
    if not (local and at and local.isascii() and local.isprintable()):
        return None
    try:
        labels = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except idna.IDNAError:
        return None
    return f"{local}@{labels}"

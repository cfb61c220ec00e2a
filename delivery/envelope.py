"""A mail on its way: who from, who to, and the bytes between."""

import re
from dataclasses import dataclass, field, replace

import idna

from outbox.parcel import Refused

LONGEST = 254  # RFC 5321 §4.5.3.1.3, without its brackets

# RFC 5321 §4.1.2. Nothing else may stand between the angle brackets of a command: a
# `>` would end the address and begin a parameter, a line end the next command.
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATEXT}(?:\.{_ATEXT})*|\"(?:[ !#-;=?-\[\]-~]|\\[\\\"])+\"")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One attempt at one mail; the addresses are the envelope's, not the header's."""

    parcel_id: str
    sender: str
    recipient: str
    data: bytes = field(repr=False)


def on_the_wire(envelope: Envelope, transport: str) -> Envelope | Refused:
    """The envelope with both addresses in ASCII, or why nobody takes it.

    Raises:
        ValueError: The sender is no address: our mistake, which costs no reader
            the mail.
    """
    sender = ascii_address(envelope.sender)
    if sender is None:
        raise ValueError(f"{envelope.sender!r} cannot send mail")
    recipient = ascii_address(envelope.recipient)
    if recipient is not None:
        return replace(envelope, sender=sender, recipient=recipient)
    if envelope.recipient.rpartition("@")[0].isascii():
        reason, kind = "the recipient's address is not valid", "not_an_address"
    else:
        reason = "the recipient's address is not valid without SMTPUTF8"
        kind = "needs_smtputf8"
    return Refused(reason, kind, transport=transport)


def ascii_address(address: str) -> str | None:
    """The address for a relay without SMTPUTF8; None when it has no such form.

    A domain can be said in A-labels (RFC 5891), a local part cannot be said
    otherwise than as it is (RFC 6531 §3.2).
    """
    local, _, domain = address.rpartition("@")
    if _LOCAL.fullmatch(local) is None:
        return None
    try:
        labels = idna.encode(domain, uts46=True, std3_rules=True).decode()
    except idna.IDNAError:
        return None
    return None if len(local + labels) >= LONGEST else f"{local}@{labels}"

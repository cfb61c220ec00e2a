"""Whose name may stand on mails that leave this machine."""

from collections.abc import Sequence

from content.publisher import Publisher
from delivery.smtp.relay import Relay, is_loopback
from newsroom.problem import Problem

# They tell all servers to refuse what others send in their name (their DMARC).
_MAILBOX_SERVICES = frozenset(
    (
        "aol.com",
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "msn.com",
        "outlook.com",
        "yahoo.com",
        "ymail.com",
    )
)


def objection(publisher: Publisher, relays: Sequence[Relay]) -> Problem | None:
    """Why nothing should leave under this name; None: it may.

    A relay or a store on this machine takes any name, for trying things out.
    """
    leaves = any(relay.host and not is_loopback(relay.host) for relay in relays)
    if not leaves or "." in _domain(publisher.email):
        return None
    return Problem(
        "needs_sender",
        f"Mails would come from {publisher.email}, which no mail server takes: "
        "nashra publisher set email=newsletter@YOUR-DOMAIN",
        field="email",
        fields={"email": publisher.email},
    )


def is_of_a_mailbox_service(email: str) -> bool:
    """Whether the address belongs to a service for people's own mail."""
    return _domain(email) in _MAILBOX_SERVICES


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()

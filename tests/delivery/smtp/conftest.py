"""Relays, and transports that may send through them."""

from functools import cache

import pytest

from delivery.envelope import Envelope
from delivery.smtp.pool import SmtpOptions
from delivery.smtp.relay import parse
from delivery.smtp.relays import Relays
from tests.support.certificate import client_context
from tests.support.relay import Relay

LETTER = b"Message-ID: <p1@example.org>\r\nSubject: a\r\n\r\nYQ==\r\n"


def envelope(parcel_id="p1", recipient="reader@example.org", data=LETTER):
    return Envelope(parcel_id, "bounces@example.org", recipient, data)


def address(
    relay: Relay, tls: str = "none", host: str = "127.0.0.1", user: str = ""
) -> str:
    return f"smtp://{user and user + '@'}{host}:{relay.port}?tls={tls}"


@cache
def _trusting():
    return client_context("localhost")


@pytest.fixture
async def relay():
    async with Relay() as relay:
        yield relay


@pytest.fixture
async def through():
    """Makes transports through these relays, best first."""
    made: list[Relays] = []

    def make(*relays: Relay | str, **options) -> Relays:
        words = [r if isinstance(r, str) else address(r) for r in relays]
        transport = Relays(parse(" ".join(words)), SmtpOptions(**options), _trusting())
        made.append(transport)
        return transport

    yield make
    for transport in made:
        await transport.aclose()

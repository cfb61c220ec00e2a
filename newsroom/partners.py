"""What partners do: they are given endpoints, and endpoints go away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from audience import partners
from audience.addresses import Allowed, BadUrl, check_url
from audience.keys import seal
from audience.partners import Endpoint, EndpointState
from newsroom.house import House
from newsroom.problem import Problem
from outbox import ledger
from storage.engine import Transaction

BELONGS_TO = "endpoint:{}"  # a sealed secret opens for its own endpoint only


async def add_endpoint(
    house: House,
    partner: str,
    url: str,
    topics: Sequence[str],
    secret: bytes,
    allowed: Sequence[Allowed],
) -> Endpoint | Problem:
    """From now on each change that concerns these topics is pushed to the URL."""
    address = check_url(url, allowed)
    if isinstance(address, BadUrl):
        return Problem(address.code, address.message, field="url")
    if not partner.strip():
        return Problem("no_partner", "The partner has no name.", field="partner")
    number = uuid4().hex
    sealed = seal(house.keys, secret, BELONGS_TO.format(number))
    endpoint = Endpoint(number, partner.strip(), address.url, sealed, "active")
    async with house.database.writing() as transaction:
        await partners.add_endpoint(transaction, endpoint, topics, house.now())
    return endpoint


async def close_endpoint(
    transaction: Transaction, endpoint: str, now: datetime
) -> None:
    """It said 410: nothing more goes there (Standard Webhooks, rule of 410)."""
    state: EndpointState = "gone"
    await partners.set_state(transaction, endpoint, state)
    await ledger.cancel_destination(
        transaction, "webhook", endpoint, "unsubscribed", now
    )

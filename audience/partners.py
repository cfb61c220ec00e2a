"""Partner sites and their endpoints: who gets which changes pushed, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    exists,
    insert,
    literal,
    select,
    update,
)

from storage.columns import UtcDateTime, metadata
from storage.counting import counted
from storage.engine import AnySelect, Reading, Transaction

EndpointState = Literal["active", "paused", "gone"]

partners = Table(
    "partners",
    metadata,
    Column("name", Text, primary_key=True),
    Column("created", UtcDateTime, nullable=False),
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", String(32), primary_key=True),  # also the parcel's destination
    Column("partner", ForeignKey("partners.name"), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),  # sealed; see audience.keys
    Column("state", String(16), nullable=False),
    Column("created", UtcDateTime, nullable=False),
    # Each publication asks for all that listen.
    Index("ix_endpoints_state", "state"),
)

# An endpoint without a row here wants every topic.
endpoint_topics = Table(
    "endpoint_topics",
    metadata,
    Column("endpoint", ForeignKey("endpoints.id"), primary_key=True),
    Column("topic", Text, primary_key=True),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of a partner that we post to; its secret is sealed."""

    id: str
    partner: str
    url: str
    secret: bytes
    state: EndpointState


async def states(reading: Reading) -> dict[str, int]:
    """How many endpoints are in each state."""
    return await counted(reading, endpoints.c.state)


async def add_endpoint(
    transaction: Transaction,
    endpoint: Endpoint,
    topics: Sequence[str],
    at: datetime,
) -> None:
    """Keep the endpoint, and its partner if it is the first of it."""
    known = select(partners.c.name).where(partners.c.name == endpoint.partner)
    if await transaction.first(known) is None:
        await transaction.run(
            insert(partners).values(name=endpoint.partner, created=at)
        )
    await transaction.run(
        insert(endpoints).values(
            id=endpoint.id,
            partner=endpoint.partner,
            url=endpoint.url,
            secret=endpoint.secret,
            state=endpoint.state,
            created=at,
        )
    )
    await _set_topics(transaction, endpoint.id, topics)


async def set_state(
    transaction: Transaction, endpoint: str, state: EndpointState
) -> None:
    """From now on the endpoint is in this state."""
    here = endpoints.c.id == endpoint
    await transaction.run(update(endpoints).where(here).values(state=state))


async def by_ids(reading: Reading, ids: Sequence[str]) -> list[Endpoint]:
    """The endpoints with these ids, in no order."""
    return _endpoints(await reading.rows(_all().where(endpoints.c.id.in_(ids))))


async def listing(reading: Reading) -> list[Endpoint]:
    """All endpoints, by partner."""
    ordered = _all().order_by(endpoints.c.partner, endpoints.c.created)
    return _endpoints(await reading.rows(ordered))


def interested(topics: Sequence[str], due: datetime) -> AnySelect:
    """Destination and due time of each endpoint that wants this article."""
    its_topics = select(endpoint_topics.c.topic).where(
        endpoint_topics.c.endpoint == endpoints.c.id
    )
    return select(
        endpoints.c.id.label("destination"), literal(due, UtcDateTime).label("due")
    ).where(
        endpoints.c.state == "active",
        ~exists(its_topics)
        | exists(its_topics.where(endpoint_topics.c.topic.in_(topics))),
    )


def among(destinations: AnySelect, due: datetime) -> AnySelect:
    """Destination and due time of those endpoints that are not gone."""
    return select(
        endpoints.c.id.label("destination"), literal(due, UtcDateTime).label("due")
    ).where(endpoints.c.state != "gone", endpoints.c.id.in_(destinations))


def reachable() -> AnySelect:
    """The destinations that may be posted to at this instant."""
    return select(endpoints.c.id.label("destination")).where(
        endpoints.c.state == "active"
    )


async def _set_topics(
    transaction: Transaction, endpoint: str, topics: Sequence[str]
) -> None:
    here = endpoint_topics.c.endpoint == endpoint
    await transaction.run(delete(endpoint_topics).where(here))
    if topics:
        rows = [{"endpoint": endpoint, "topic": topic} for topic in sorted(set(topics))]
        await transaction.run(insert(endpoint_topics), rows)


def _all() -> AnySelect:
    return select(
        endpoints.c.id,
        endpoints.c.partner,
        endpoints.c.url,
        endpoints.c.secret,
        endpoints.c.state,
    )


def _endpoints(rows: Sequence[Any]) -> list[Endpoint]:
    return [Endpoint(*row) for row in rows]

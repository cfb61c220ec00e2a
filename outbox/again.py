"""What a transport only seemed to deliver is owed once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, null, or_, select, update

from outbox.parcel import ParcelState
from outbox.tables import messages, parcels
from storage.engine import AnySelect, Reading, Transaction


@dataclass(frozen=True, slots=True)
class Again:
    """A slice of the mails that wait again, and the editions that they are of."""

    number: int
    editions: Sequence[str]


async def owe_again(
    transaction: Transaction,
    transport: str,
    editions: AnySelect,
    *,
    before: datetime,
    now: datetime,
    limit: int,
) -> Again:
    """At most that many mails that the transport took wait again, under their ids.

    Each carries the newest revision of its edition: what was withdrawn meanwhile
    does not come back. Whether the reader still wants it is asked at the claim.

    Args:
        transaction: to write in.
        transport: as outcomes name it.
        editions: those that may still be sent; a mail of no edition always may.
        before: what was delivered later is left alone.
        now: when they are due, and what has expired by then is not.
        limit: how many at once.
    """
    theirs = and_(
        _taken_by(transport, before),
        parcels.c.message.in_(
            select(messages.c.id).where(
                or_(messages.c.expires.is_(None), messages.c.expires > now),
                or_(messages.c.edition.is_(None), messages.c.edition.in_(editions)),
            )
        ),
    )
    chosen = select(parcels.c.id).where(theirs).order_by(parcels.c.id).limit(limit)
    statement = (
        update(parcels)
        .where(parcels.c.id.in_(chosen), _taken_by(transport, before))
        .values(
            state=ParcelState.WAITING,
            message=func.coalesce(_newest_revision(), parcels.c.message),
            reason=f"resent: {transport}",
            due=now,
            transport=null(),
            finished=null(),
        )
        .returning(parcels.c.message)
    )
    rows = await transaction.rows(statement)
    ids = {row.message for row in rows}
    found = select(messages.c.edition).where(messages.c.id.in_(ids)).distinct()
    names = [row.edition for row in await transaction.rows(found) if row.edition]
    return Again(len(rows), names)


async def taken_by(reading: Reading, transport: str, before: datetime) -> int:
    """How many mails the transport took until then, and nothing since."""
    statement = select(func.count()).where(_taken_by(transport, before))
    return int(await reading.value(statement) or 0)


def _taken_by(transport: str, before: datetime) -> ColumnElement[bool]:
    return and_(
        parcels.c.channel == "mail",
        parcels.c.state == ParcelState.DELIVERED,
        parcels.c.transport == transport,
        parcels.c.finished <= before,
    )


def _newest_revision() -> ColumnElement[str]:
    own, other = messages.alias("own"), messages.alias("other")
    return (
        select(other.c.id)
        .where(own.c.id == parcels.c.message, other.c.edition == own.c.edition)
        .order_by(other.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )

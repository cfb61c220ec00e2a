"""Outcomes become rows: what was delivered, what is tried again, what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    null,
    select,
    update,
)

from outbox.claims import Claimed
from outbox.lanes import leading_to, lock, look_again
from outbox.ledger import drop_outdated
from outbox.parcel import Deferred, Delivered, Outcome, ParcelState, Refused, Unknown
from outbox.retry import Ladder, next_try
from outbox.tables import attempts, holdings, lanes, parcels
from storage.engine import Transaction

LONGEST_PARKING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver a parcel, and how it went."""

    parcel: Claimed
    ladder: Ladder
    outcome: Outcome
    at: datetime
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the parcel."""

    state: ParcelState
    reason: str | None
    due: datetime | None  # of the next try, while it waits
    transport: str | None


def judge(attempt: Attempt, jitter: float) -> Verdict:
    """Decide by the outcome and the parcel's retry table.

    Args:
        attempt: the try.
        jitter: between 0 and 1; spreads retries so that they do not come together.
    """
    outcome = attempt.outcome
    match outcome:
        case Delivered():
            return Verdict(ParcelState.DELIVERED, None, None, outcome.transport)
        case Refused():
            return Verdict(ParcelState.REFUSED, outcome.reason, None, outcome.transport)
        case Deferred() | Unknown():
            # What may have arrived goes out again under the same id: a reader can
            # tell a double by it, and nobody can tell what never came.
            again = (
                Deferred(outcome.reason) if isinstance(outcome, Unknown) else outcome
            )
            due = next_try(
                attempt.ladder, attempt.parcel.attempts + 1, attempt.at, again, jitter
            )
            if due is not None:
                return Verdict(ParcelState.WAITING, outcome.reason, due, None)
            over = (
                ParcelState.UNKNOWN
                if isinstance(outcome, Unknown)
                else ParcelState.REFUSED
            )
            return Verdict(over, outcome.reason, None, outcome.transport)


async def record(
    transaction: Transaction, judged: Sequence[tuple[Attempt, Verdict]]
) -> None:
    """Write these attempts down; a parcel whose lease was lost is left alone."""
    await _write_attempts(transaction, judged)
    posts = [pair for pair in judged if pair[0].parcel.channel != "mail"]
    lanes_of_posts = leading_to(
        (attempt.parcel.channel, attempt.parcel.destination) for attempt, _ in posts
    )
    if posts:
        await lock(transaction, lanes_of_posts)
    await _settle_parcels(transaction, judged)
    if posts:
        ids = [attempt.parcel.id for attempt, _ in posts]
        await drop_outdated(transaction, ids, max(a.at for a, _ in posts))
        await _remember_holdings(transaction, ids)
        await _settle_lanes(transaction, posts)
        # Also one that another dispatcher took over and has left by now: our parcel
        # may wait in it again. Whoever still holds one looks when they settle it.
        await look_again(transaction, lanes_of_posts & lanes.c.lease.is_(None))


async def _write_attempts(
    transaction: Transaction, judged: Sequence[tuple[Attempt, Verdict]]
) -> None:
    rows = [_attempt_row(attempt) for attempt, _ in judged]
    await transaction.run(insert(attempts), rows)


async def _settle_parcels(
    transaction: Transaction, judged: Sequence[tuple[Attempt, Verdict]]
) -> None:
    ours = (parcels.c.id == bindparam("parcel")) & (
        parcels.c.lease == bindparam("held")
    )
    statement = (
        update(parcels)
        .where(ours)
        .values(
            state=bindparam("to_state"),
            reason=bindparam("why"),
            # A parcel that is over keeps the time it was due.
            due=func.coalesce(
                bindparam("next", type_=parcels.c.due.type), parcels.c.due
            ),
            attempts=parcels.c.attempts + 1,
            transport=bindparam("by"),
            finished=bindparam("done", type_=parcels.c.finished.type),
            lease=null(),
            leased_until=null(),
        )
    )
    rows = [
        {
            "parcel": attempt.parcel.id,
            "held": attempt.parcel.lease,
            "to_state": verdict.state,
            "why": verdict.reason,
            "next": verdict.due,
            "by": verdict.transport,
            "done": None if verdict.due else attempt.at,
        }
        for attempt, verdict in judged
    ]
    await transaction.run(statement, rows)


async def _remember_holdings(transaction: Transaction, ids: Sequence[str]) -> None:
    """Who took which version; the newest counts."""
    arrived = and_(
        parcels.c.id.in_(ids),
        parcels.c.state == ParcelState.DELIVERED,
        parcels.c.article.is_not(None),
    )
    same = and_(
        parcels.c.destination == holdings.c.destination,
        parcels.c.article == holdings.c.article,
    )
    taken = arrived & same & (parcels.c.version > holdings.c.version)
    newest = (func.max(parcels.c.version), func.max(parcels.c.finished))
    version, received = (
        select(column).where(taken).scalar_subquery() for column in newest
    )
    await transaction.run(
        update(holdings)
        .where(exists().where(taken))
        .values(version=version, received=received)
    )
    new = (
        select(parcels.c.destination, parcels.c.article, *newest)
        .where(arrived, ~exists(select(holdings.c.article).where(same)))
        .group_by(parcels.c.destination, parcels.c.article)
    )
    await transaction.run(
        insert(holdings).from_select(
            ["destination", "article", "version", "received"], new
        )
    )


async def _settle_lanes(
    transaction: Transaction, posts: Sequence[tuple[Attempt, Verdict]]
) -> None:
    """The lanes we hold are free; one that failed is parked."""
    held = and_(
        lanes.c.channel == bindparam("on"),
        lanes.c.destination == bindparam("to"),
        lanes.c.lease == bindparam("held"),
    )
    rows = [_lane_row(attempt, verdict) for attempt, verdict in posts]
    is_ill = bindparam("parked", type_=lanes.c.parked_until.type).is_not(None)
    await transaction.run(
        update(lanes)
        .where(held)
        .values(
            failures=case((is_ill, lanes.c.failures + 1), else_=0),
            parked_until=bindparam("parked", type_=lanes.c.parked_until.type),
            lease=null(),
            leased_until=null(),
        ),
        rows,
    )


def _lane_row(attempt: Attempt, verdict: Verdict) -> dict[str, Any]:
    # An endpoint that failed is parked until its own retry, so that one that hangs
    # does not hold a place again and again while others wait; but not for hours, or
    # one old parcel's last steps would delay all that came after it.
    longest = attempt.at + LONGEST_PARKING
    return {
        "on": attempt.parcel.channel,
        "to": attempt.parcel.destination,
        "held": attempt.parcel.lease,
        "parked": verdict.due and min(verdict.due, longest),
    }


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    outcome = attempt.outcome
    code: int | None = None
    kind, words = "", ""
    match outcome:
        case Delivered():
            code, words = outcome.code, outcome.text
        case Deferred() | Refused():
            code, kind, words = outcome.code, outcome.kind, outcome.reason
        case Unknown():
            words = outcome.reason
    return {
        "parcel": attempt.parcel.id,
        "at": attempt.at,
        "outcome": type(outcome).__name__.lower(),
        "kind": kind,
        "code": code,
        "text": words[:500],
        "milliseconds": attempt.milliseconds,
    }

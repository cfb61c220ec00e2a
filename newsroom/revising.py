"""A withdrawn article leaves the editions that hold it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from content.article import Article
from digests import editions, newsletters
from digests.editions import Edition
from newsroom.composing import articles_of, message_of, worded
from newsroom.house import House, profile
from outbox import ledger
from storage.engine import Transaction


async def drop_from_editions(
    house: House, transaction: Transaction, article: str, now: datetime
) -> None:
    """A withdrawn article leaves every edition: waiting mails, and the page (A12)."""
    for edition in await editions.holding(transaction, article):
        await editions.withdraw(transaction, edition, article)
        left = await articles_of(transaction, edition)
        if left:
            await _revise(house, transaction, edition, left, now)
            continue
        await ledger.cancel_edition(transaction, edition.id, "withdrawn", now)
        await editions.move(transaction, edition, "cancelled")


async def _revise(
    house: House,
    transaction: Transaction,
    edition: Edition,
    left: Sequence[Article],
    now: datetime,
) -> None:
    """The next revision says the rest, and waiting parcels carry it."""
    newsletter = await newsletters.find(transaction, edition.newsletter)
    assert newsletter is not None  # noqa: S101  a foreign key says so
    current = await profile(house, transaction)
    revised = replace(edition, revision=edition.revision + 1)
    revised = worded(newsletter, revised, left, current)
    await editions.save(transaction, revised)
    message = message_of(newsletter, revised, now)
    await ledger.put(transaction, message)
    await ledger.redirect(transaction, edition.id, message)

"""Editions as an editor handles them: chosen and frozen, held, approved, sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from content import journal
from content.article import Article
from digests import editions
from digests.editions import Edition, EditionState
from digests.newsletters import Newsletter
from newsroom.composing import articles_of, choose, message_of, new_edition, worded
from newsroom.filling import begin
from newsroom.house import House, profile
from newsroom.problem import Problem
from outbox import ledger
from storage.engine import Transaction

First = Callable[[Transaction], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Frozen:
    """An edition as it was kept."""

    edition: Edition
    articles: Sequence[Article]


@dataclass(frozen=True, slots=True)
class NothingNew:
    """No article waits for this newsletter; there is no edition."""

    newsletter: str
    slot: str


async def freeze(
    house: House,
    newsletter: Newsletter,
    slot: str,
    *,
    then: EditionState = "draft",
    first: First | None = None,
) -> Frozen | NothingNew | None:
    """The newsletter's edition for the slot: made now, or as it was made before.

    Args:
        house: the installation.
        newsletter: whose edition.
        slot: the local date it stands for.
        then: what it does once frozen; "filling" sends it.
        first: asked within the transaction; if it says no, somebody else has
            taken the slot and the answer is None.
    """
    now = house.now()
    async with house.database.writing() as transaction:
        if first is not None and not await first(transaction):
            return None
        # What is chosen cannot be withdrawn before the edition is there to lose it,
        # and two editions cannot choose the same article.
        await journal.hold(transaction)
        known = await editions.find(
            transaction, newsletter.name, slot, newsletter.cadence
        )
        if known is not None:
            if then == "filling" and known.state == "draft":
                # The deadline of a draft is its newsletter's hour; only who holds
                # it stops it.
                known = await begin(house, transaction, known)
            return Frozen(known, await articles_of(transaction, known))
        articles = await choose(transaction, newsletter)
        if not articles:
            return NothingNew(newsletter.name, slot)
        current = await profile(house, transaction)
        edition = new_edition(newsletter, slot, now)
        edition = worded(newsletter, edition, articles, current)
        chosen = [(article.id, article.version) for article in articles]
        await editions.add(transaction, edition, chosen)
        await ledger.put(transaction, message_of(newsletter, edition, now))
        if then == "filling":
            edition = await begin(house, transaction, edition)
        return Frozen(edition, articles)


async def preview(
    house: House, newsletter: Newsletter, slot: str
) -> Frozen | NothingNew:
    """What an edition would hold now; nothing is kept."""
    async with house.database.reading() as reading:
        known = await editions.find(reading, newsletter.name, slot, newsletter.cadence)
        if known is not None:
            return Frozen(known, await articles_of(reading, known))
        articles = await choose(reading, newsletter)
        current = await profile(house, reading)
    if not articles:
        return NothingNew(newsletter.name, slot)
    edition = new_edition(newsletter, slot, house.now())
    return Frozen(worded(newsletter, edition, articles, current), articles)


async def hold(house: House, name: str) -> Edition | Problem:
    """Nothing more of the edition is filled or sent until it is approved."""
    async with house.database.writing() as transaction:
        edition = await editions.lock(transaction, name)
        if edition is None:
            return _unknown(name)
        if edition.state == "held":
            return edition
        if edition.state not in ("draft", "filling", "sending"):
            return _wrong_state(edition)
        await ledger.hold_edition(transaction, name)
        return await editions.move(transaction, edition, "held")


async def approve(house: House, edition: str) -> Edition | Problem:
    """The held edition goes on from where it was."""
    return await send(house, edition)


async def send(house: House, name: str) -> Edition | Problem:
    """The edition is being filled, and its first mails leave at once."""
    async with house.database.writing() as transaction:
        edition = await editions.lock(transaction, name)
        if edition is None:
            return _unknown(name)
        if edition.state in ("filling", "sending", "done"):
            return edition
        if edition.state not in ("draft", "held"):
            return _wrong_state(edition)
        await ledger.release_edition(transaction, name, house.now())
        return await begin(house, transaction, edition)


def _unknown(name: str) -> Problem:
    return Problem("unknown_edition", f"There is no edition {name}.", field="edition")


def _wrong_state(edition: Edition) -> Problem:
    return Problem(
        "wrong_state",
        f"The edition is {edition.state}; that cannot be changed any more.",
        field="state",
        fields={"state": edition.state},
    )

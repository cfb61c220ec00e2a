"""Editions: chosen and frozen, filled in slices, held, sent, revised."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from audience import subscribers
from content import archive, journal
from content.article import Article
from digests import editions, newsletters
from digests.compose import compose
from digests.editions import Edition, EditionState
from digests.material import Composition, Material
from digests.newsletters import Newsletter
from feeds.feed import Profile
from newsroom.house import House, profile
from newsroom.problem import Problem
from outbox import ledger
from outbox.message import Message, Priority, new_message_id
from storage.engine import Reading, Transaction
from storage.watch import announce

SLICE = 20_000  # subscriptions; the writer's lock is held for 0.1 s (decisions A3)

# An edition that could not be sent in this time is not news any more.
WORTH = {"daily": timedelta(hours=36), "weekly": timedelta(days=4)}

_ON_THE_WAY: tuple[EditionState, ...] = ("sending", "filling")

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
            return Frozen(known, await _articles(transaction, known))
        articles = await _choose(transaction, newsletter)
        if not articles:
            return NothingNew(newsletter.name, slot)
        current = await profile(house, transaction)
        edition = _new_edition(newsletter, slot, now)
        composed = _compose(newsletter, edition, articles, current)
        edition = _worded(edition, composed)
        chosen = [(article.id, article.version) for article in articles]
        await editions.add(transaction, edition, chosen)
        await ledger.put(transaction, _message(newsletter, edition, now))
        if then == "filling":
            edition = await _begin(house, transaction, edition)
        return Frozen(edition, articles)


async def preview(
    house: House, newsletter: Newsletter, slot: str
) -> Frozen | NothingNew:
    """What an edition would hold now; nothing is kept."""
    async with house.database.reading() as reading:
        known = await editions.find(reading, newsletter.name, slot, newsletter.cadence)
        if known is not None:
            return Frozen(known, await _articles(reading, known))
        articles = await _choose(reading, newsletter)
        current = await profile(house, reading)
    if not articles:
        return NothingNew(newsletter.name, slot)
    edition = _new_edition(newsletter, slot, house.now())
    composed = _compose(newsletter, edition, articles, current)
    return Frozen(_worded(edition, composed), articles)


async def hold(house: House, edition: str) -> Edition | Problem:
    """Nothing more of the edition is filled or sent until it is approved."""
    return await _move(house, edition, ("draft", "filling"), "held")


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
        return await _begin(house, transaction, edition)


async def fill_all(house: House, size: int = SLICE) -> int:
    """Owe a parcel to each reader of the editions being filled; how many."""
    async with house.database.reading() as reading:
        waiting = await editions.in_state(reading, "filling")
    return sum([await _fill(house, edition.id, size) for edition in waiting])


async def close_all(house: House) -> int:
    """Editions of which nothing is left to send are done; how many they were."""
    now = house.now()
    async with house.database.reading() as reading:
        # An idle house does not take the writer's turn.
        over = [
            edition.id
            for state in _ON_THE_WAY
            for edition in await editions.in_state(reading, state)
            if edition.expires <= now or not await _is_open(reading, edition)
        ]
    return sum([await _close(house, edition, now) for edition in over])


async def drop_from_editions(
    house: House, transaction: Transaction, article: str, now: datetime
) -> None:
    """A withdrawn article leaves every edition: waiting mails, and the page (A12)."""
    for edition in await editions.holding(transaction, article):
        await editions.withdraw(transaction, edition, article)
        left = await _articles(transaction, edition)
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
    revised = _worded(revised, _compose(newsletter, revised, left, current))
    await editions.save(transaction, revised)
    message = _message(newsletter, revised, now)
    await ledger.put(transaction, message)
    await ledger.redirect(transaction, edition.id, message)


async def _close(house: House, name: str, now: datetime) -> bool:
    async with house.database.writing() as transaction:
        edition = await editions.lock(transaction, name)
        if edition is None or edition.state not in _ON_THE_WAY:
            return False
        if edition.expires <= now:
            await ledger.cancel_edition(transaction, edition.id, "expired", now)
        if edition.state == "filling" and edition.expires <= now:
            await editions.move(transaction, edition, "expired")
        if await _is_open(transaction, edition):
            return False
        await editions.move(transaction, edition, "done")
        return True


async def _is_open(reading: Reading, edition: Edition) -> bool:
    """Whether there is still something to be owed or sent."""
    return edition.state == "filling" or await ledger.is_open(reading, edition.id)


async def _fill(house: House, name: str, size: int) -> int:
    total = 0
    while (number := await _fill_slice(house, name, size)) is not None:
        total += number
    return total


async def _fill_slice(house: House, name: str, size: int) -> int | None:
    """One slice in one transaction; None once there is no more."""
    async with house.database.writing() as transaction:
        # Read again under the lock: it may have been held or revised meanwhile.
        edition = await editions.lock(transaction, name)
        if edition is None or edition.state != "filling":
            return None
        end = await subscribers.slice_end(
            transaction, edition.newsletter, edition.filled_to, edition.high_water, size
        )
        if end is None:
            await editions.move(transaction, edition, "sending")
            return None
        readers = subscribers.recipients(
            edition.newsletter, edition.filled_to, end, house.now()
        )
        message = await ledger.message_of(transaction, edition.id, edition.revision)
        number = await ledger.owe(transaction, message, readers)
        await editions.save(transaction, replace(edition, filled_to=end))
        await house.wake(transaction, "mail", number)
        await announce(transaction, is_sqlite=house.database.is_sqlite)
        return number


async def _begin(house: House, transaction: Transaction, edition: Edition) -> Edition:
    """Who is on the list now gets it; who joins later does not."""
    if not edition.high_water:
        newest = await subscribers.newest(transaction, edition.newsletter)
        edition = replace(edition, high_water=newest)
    edition = replace(edition, state="filling")
    await editions.save(transaction, edition)
    await house.wake(transaction, "mail", 0)
    await announce(transaction, is_sqlite=house.database.is_sqlite)
    return edition


async def _move(
    house: House,
    name: str,
    allowed: tuple[EditionState, ...],
    state: EditionState,
) -> Edition | Problem:
    async with house.database.writing() as transaction:
        edition = await editions.lock(transaction, name)
        if edition is None:
            return _unknown(name)
        if edition.state == state:
            return edition
        if edition.state not in allowed:
            return _wrong_state(edition)
        return await editions.move(transaction, edition, state)


async def _choose(reading: Reading, newsletter: Newsletter) -> list[Article]:
    """By identity, not by date: what this list has not had, whenever it was written."""
    used = editions.used(newsletter.name, newsletter.cadence)
    return await archive.news(
        reading, newsletter.since_event, newsletter.language, used
    )


async def _articles(reading: Reading, edition: Edition) -> list[Article]:
    chosen = await editions.items(reading, edition.id)
    return await archive.load_many(reading, [article for article, _ in chosen])


def _new_edition(newsletter: Newsletter, slot: str, now: datetime) -> Edition:
    return Edition(
        id=new_message_id(),
        newsletter=newsletter.name,
        cadence=newsletter.cadence,
        slot=slot,
        revision=1,
        state="draft",
        subject="",
        html="",
        text="",
        frozen=now,
        expires=now + WORTH[newsletter.cadence],
        high_water=0,
        filled_to=0,
    )


def _compose(
    newsletter: Newsletter,
    edition: Edition,
    articles: Sequence[Article],
    current: Profile,
) -> Composition:
    return compose(
        Material(
            title=newsletter.title,
            language=newsletter.language,
            label="",
            articles=tuple(articles),
            corrections=(),
            publisher=current.publisher,
            public_url=current.public_url,
            path=edition.path,
            now=edition.frozen,
            zone=newsletter.zone,
        )
    )


def _worded(edition: Edition, composed: Composition) -> Edition:
    return replace(
        edition, subject=composed.subject, html=composed.html, text=composed.text
    )


def _message(newsletter: Newsletter, edition: Edition, now: datetime) -> Message:
    """What each reader's mail is made from."""
    parts: dict[str, Any] = {
        "newsletter": newsletter.name,
        "language": newsletter.language,
        "subject": edition.subject,
        "html": edition.html,
        "text": edition.text,
        "date": edition.frozen.isoformat(),
        "path": edition.path,
    }
    return Message(
        id=new_message_id(),
        channel="mail",
        ladder="mail",
        priority=Priority.NORMAL,
        body=json.dumps(parts, ensure_ascii=False).encode(),
        created=now,
        edition=edition.id,
        revision=edition.revision,
        expires=edition.expires,
    )


def _unknown(name: str) -> Problem:
    return Problem("unknown_edition", f"There is no edition {name}.", field="edition")


def _wrong_state(edition: Edition) -> Problem:
    return Problem(
        "wrong_state",
        f"The edition is {edition.state}; that cannot be changed any more.",
        field="state",
        fields={"state": edition.state},
    )

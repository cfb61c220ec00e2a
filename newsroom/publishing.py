"""Publish and correct: each one transaction, and the wake follows the commit."""

from dataclasses import dataclass
from datetime import datetime

from content import archive, journal, media, translations
from content.article import Article, State
from content.event import EventType
from content.journal import Change
from feeds import entry, store
from feeds.feed import Format, Profile
from feeds.profile import digest
from newsroom import changes
from newsroom.house import House, profile
from newsroom.placing import place
from newsroom.problem import Problem
from newsroom.pushing import Done, push
from newsroom.translating import link_translations
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The article waits; it becomes public at that time by itself."""

    article: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Redrafted:
    """The unpublished article has its new text."""

    article: Article


@dataclass(frozen=True, slots=True)
class Rendered:
    """A change with its bytes, made before the transaction that keeps it."""

    before: Article
    after: Article
    kind: EventType
    note: str
    entries: dict[Format, bytes]
    profile: Profile


class OvertakenError(Exception):
    """Somebody else changed the article meanwhile; nothing of ours was kept."""


_OVERTAKEN = Problem(
    "conflict", "The article was changed by somebody else meanwhile; look again."
)


async def publish(house: House, name: str) -> Done | Scheduled | Problem:
    """The article is public, or scheduled if its time is still to come."""
    now = whole_second(house.now())
    async with house.database.reading() as reading:
        article = await archive.find(reading, name)
        current = await profile(house, reading)
    if article.state is State.USABLE:
        return already(article, "public")
    after = changes.released(article, now)
    if isinstance(after, Problem):
        return after
    if after.state is State.SCHEDULED:
        return await _schedule(house, article, after, now)
    return await carry_out(
        house, render(article, after, EventType.PUBLISHED, "", current), now
    )


async def correct(
    house: House, name: str, text: Article | None, note: str | None
) -> Done | Redrafted | Problem:
    """The article has its new text, and whoever has the old one is told."""
    now = whole_second(house.now())
    async with house.database.reading() as reading:
        article = await archive.find(reading, name)
        current = await profile(house, reading)
        lacking = await media.missing(reading, text) if text else None
    problem = changes.objection(article, text, note) or changes.unseen(lacking)
    if problem is not None:
        return problem
    if article.state is not State.USABLE:
        return await _redraft(house, article, text or article, now)
    after, kind = changes.corrected(article, text, note, now)
    problem = changes.unready(after)
    if problem is not None:
        return problem
    return await carry_out(
        house, render(article, after, kind, note or "", current), now
    )


def render(
    before: Article, after: Article, kind: EventType, note: str, current: Profile
) -> Rendered:
    """The change with its entries: an article that cannot be rendered fails here."""
    return Rendered(before, after, kind, note, entry.render(after, current), current)


async def carry_out(house: House, change: Rendered, now: datetime) -> Done | Problem:
    """Version, event, entries, feeds and parcels, all of them or none."""
    try:
        async with house.database.writing() as transaction:
            return await apply(house, transaction, change, now)
    except OvertakenError:
        return _OVERTAKEN


async def apply(
    house: House, transaction: Transaction, change: Rendered, now: datetime
) -> Done:
    """The change within a transaction that may hold more than it.

    Raises:
        OvertakenError: the article is no longer the one that was rendered.
    """
    after = change.after
    # The number is drawn first: from here on, changes come one after another.
    event = await journal.append(transaction, _change(change, now))
    present = await archive.load(transaction, after.id)
    if present != change.before:
        raise OvertakenError(after.id)
    beside = await translations.beside(transaction, after.id)
    await archive.save(transaction, after, now)
    await store.put(
        transaction,
        after.id,
        after.version,
        digest(change.profile),
        change.entries,
    )
    await place(transaction, after, change.note, event.at)
    await link_translations(transaction, after, beside, change.profile)
    owed = await push(house, transaction, event, after, change.profile)
    return Done(event, owed)


def already(article: Article, word: str) -> Problem:
    """Nothing is to be done; who asked may take it for done."""
    return Problem(
        "already",
        f"The article is {word} already.",
        field="state",
        fields={"article": article.id},
    )


def _change(change: Rendered, now: datetime) -> Change:
    return Change(
        type=change.kind,
        article=change.after.id,
        version=change.after.version,
        previous_version=change.before.version,
        at=now,
        note=change.note,
    )


async def _schedule(
    house: House, before: Article, after: Article, now: datetime
) -> Scheduled | Problem:
    if not await _keep_unpublished(house, before, after, now):
        return _OVERTAKEN
    time = changes.release_time(after)
    assert time is not None  # noqa: S101  or it would not have been scheduled
    return Scheduled(after.id, time)


async def _redraft(
    house: House, article: Article, text: Article, now: datetime
) -> Redrafted | Problem:
    draft = changes.redrafted(article, text)
    kept = await _keep_unpublished(house, article, draft, now)
    return Redrafted(draft) if kept else _OVERTAKEN


async def _keep_unpublished(
    house: House, before: Article, after: Article, now: datetime
) -> bool:
    """False if somebody has changed or published the article meanwhile."""
    async with house.database.writing() as transaction:
        await journal.hold(transaction)
        if await archive.load(transaction, after.id) != before:
            return False
        await archive.save(transaction, after, now)
        return True


def whole_second(moment: datetime) -> datetime:
    """Feeds, webhooks and the journal tell one time, and feeds know no fractions."""
    return moment.replace(microsecond=0)

"""What is done again and again: each job looks for what is due, and does it."""

import logging
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from content import archive
from digests import newsletters
from digests.newsletters import Newsletter
from feeds import entry, store
from feeds.profile import digest
from jobs import runs
from jobs.timetable import Occurrence, Timetable, latest
from newsroom import editions, filling, publishing
from newsroom.house import House, profile
from newsroom.problem import Problem
from outbox import claims
from storage.engine import Transaction

log = logging.getLogger(__name__)

# Later than this a letter is not what its readers expect of the day any more; its
# articles stay for the next one.
TOO_LATE = {"daily": 12 * 3600.0, "weekly": 48 * 3600.0}
RENDER_AT_ONCE = 200


async def release_due(house: House) -> int:
    """Publish the scheduled articles whose time has come; how many."""
    async with house.database.reading() as reading:
        waiting = await archive.due(reading, house.now())
    released = 0
    for article in waiting:
        try:
            result = await publishing.publish(house, article)
        except DBAPIError:
            raise  # not the article's fault
        except Exception:
            # An article that cannot be rendered must not hold back the others.
            log.exception(
                "scheduled article not released",
                extra={"code": "release_failed", "article": article},
            )
            continue
        if isinstance(result, Problem):
            log.warning(
                "scheduled article not released",
                extra={
                    "code": "release_failed",
                    "article": article,
                    "why": result.code,
                },
            )
            continue
        released += 1
    return released


async def next_release(house: House) -> datetime | None:
    """When the next scheduled article is to come out; None if none waits."""
    async with house.database.reading() as reading:
        return await archive.next_due(reading)


async def run_newsletter(
    house: House, newsletter: Newsletter, run: Occurrence, node: str
) -> None:
    """The slot's edition, made and sent by whichever process comes first."""
    lateness = (house.now() - run.at).total_seconds()
    missed = lateness > TOO_LATE[newsletter.cadence]

    async def first(transaction: Transaction) -> bool:
        return await runs.take(
            transaction,
            schedule_of(newsletter),
            run.slot,
            fire_time=run.at,
            node=node,
            at=house.now(),
            state="missed" if missed else "done",
        )

    if missed:
        log.warning(
            "edition missed",
            extra={
                "code": "edition_missed",
                "newsletter": newsletter.name,
                "slot": run.slot,
            },
        )
        async with house.database.writing() as transaction:
            await first(transaction)
        return
    await editions.freeze(house, newsletter, run.slot, then="filling", first=first)
    await filling.fill_all(house)


async def run_due_newsletters(house: House, node: str) -> None:
    """Make the editions whose hour came while nobody kept the timetables."""
    for newsletter, since in await timetables(house):
        run = latest(timetable_of(newsletter), since, house.now())
        if run is not None:
            await run_newsletter(house, newsletter, run, node)


async def timetables(house: House) -> list[tuple[Newsletter, datetime]]:
    """Every newsletter, and the moment after which its runs are still to be made."""
    async with house.database.reading() as reading:
        found = await newsletters.listing(reading)
        return [
            (each, await runs.last_fire(reading, schedule_of(each)) or each.created)
            for each in found
        ]


def schedule_of(newsletter: Newsletter) -> str:
    """The name under which its runs are kept."""
    return f"newsletter:{newsletter.name}"


def timetable_of(newsletter: Newsletter) -> Timetable:
    """When it comes out."""
    return Timetable(
        zone=newsletter.zone,
        hour=newsletter.hour,
        minute=newsletter.minute,
        weekday=newsletter.weekday if newsletter.cadence == "weekly" else None,
    )


async def fill(house: House) -> None:
    """Owe the editions being filled to their readers, and close what is done."""
    await filling.fill_all(house)
    await filling.close_all(house)


async def free_lapsed(house: House) -> int:
    """What a dead process held waits again; how many parcels."""
    async with house.database.writing() as transaction:
        return await claims.free_lapsed(transaction, house.now())


async def clean(house: House) -> None:
    """Let entries and tombstones go whose time is over."""
    async with house.database.writing() as transaction:
        await store.clean(transaction, house.now())


async def render_all_again(house: House) -> None:
    """Entries of another profile are made anew, their dates and ids untouched (A6)."""
    while await render_again(house):
        pass


async def render_again(house: House) -> int:
    """The same for a handful of them; how many were made."""
    async with house.database.reading() as reading:
        current = await profile(house, reading)
        ids = await store.rendered_otherwise(reading, digest(current), RENDER_AT_ONCE)
        articles = [
            (article, await archive.public_translations(reading, article))
            for article in await archive.load_many(reading, ids)
        ]
    made = 0
    for article, translations in articles:
        try:
            rendered = entry.render(article, current, translations)
        except Exception:
            # It keeps its old entry, and the others get their new ones.
            fields = {"code": "render_failed", "article": article.id}
            log.exception("entry not rendered", extra=fields)
            continue
        made += 1
        async with house.database.writing() as transaction:
            if await archive.load(transaction, article.id) == article:
                await store.put(
                    transaction, article.id, article.version, digest(current), rendered
                )
                feeds = await store.feeds_of(transaction, article.id)
                if feeds:
                    await store.bump(transaction, feeds)
    return made

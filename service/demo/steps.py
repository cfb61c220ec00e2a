"""What the demo does to its house, in the order in which a publisher would do it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from content import archive
from content.article import Article, State
from content.importing import LIMIT
from digests import editions as store
from digests import newsletters
from digests.editions import Edition
from digests.newsletters import Newsletter
from jobs import timetable, upkeep
from newsroom import editions, filling, intake, publishing, readers
from newsroom import newsletters as newsroom
from newsroom.editions import Frozen
from newsroom.house import House
from newsroom.intake import File, Turned, Wishes
from newsroom.problem import Problem
from newsroom.publishing import Scheduled
from newsroom.readers import Line
from outbox import ledger
from service.commands.common import checked
from service.words import Said

CONSENT = "Example readers of the demo; nobody real."
READERS = {
    "ar": ("layla@example.org", "omar@example.org", "salma@example.org"),
    "en": ("emma@example.org",),
}
NAMES = {"ar": "demo", "en": "demo-en"}
PATIENCE = 20.0  # seconds until whatever has not arrived counts as lost
_LOOK = 0.02


@dataclass(frozen=True, slots=True)
class Left:
    """A file or article that the demo goes on without, and why."""

    file: str
    said: Said


async def bring(house: House, path: Path) -> str | Left:
    """The file's article, public; its id. The same file never makes two of them."""
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        return Left(str(path), _unreadable(error))
    taken = await intake.take(house, File(path.name, data), Wishes())
    if isinstance(taken, Turned):
        return Left(str(path), taken.refused)
    if taken.article.state is State.USABLE:
        return taken.article.id
    match await publishing.publish(house, taken.article.id):
        case Problem() as problem:
            return Left(str(path), problem)
        case Scheduled(at=at):
            return Left(str(path), _not_yet(at))
        case _:
            return taken.article.id


async def public(house: House, ids: Sequence[str]) -> list[Article]:
    """Those of the articles that anybody may read."""
    async with house.database.reading() as reading:
        found = await archive.load_many(reading, ids)
    return [article for article in found if article.state is State.USABLE]


async def newsletter(house: House, language: str) -> Newsletter:
    """The demo's newsletter in this language with its readers, made if need be."""
    name = NAMES[language]
    async with house.database.reading() as reading:
        found = await newsletters.find(reading, name)
    if found is None:
        found = checked(await newsroom.add(house, _wanted(name, language)))
        lines = [Line(n, each) for n, each in enumerate(READERS[language], start=1)]
        await readers.take_readers(house, name, CONSENT, "nashra demo", lines)
    return found


async def issue(house: House, newsletter: Newsletter) -> Edition | None:
    """All that is new to the newsletter, sent; None if nothing is.

    A day has one edition, so what a second run brings stands in `2026-11-22-2`.
    """
    slot = await _free_slot(house, newsletter)
    made = await editions.freeze(house, newsletter, slot)
    if not isinstance(made, Frozen):
        return None
    sent = checked(await editions.send(house, made.edition.id))
    await filling.fill_all(house)
    return sent


async def settled(
    house: House, patience: float = PATIENCE
) -> dict[str, dict[str, int]]:
    """The ledger's sums, once nothing is on its way or patience has ended."""
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while True:
        async with house.database.reading() as reading:
            sums = await ledger.sums(reading)
        open_ = sum(each["waiting"] + each["sending"] for each in sums.values())
        if not open_ or loop.time() > end:
            return {str(channel): dict(each) for channel, each in sums.items()}
        await asyncio.sleep(_LOOK)


def _unreadable(error: OSError) -> Problem:
    reason = error.strerror or str(error)
    message = f"The file cannot be read: {reason}."
    return Problem("cannot_read", message, fields={"reason": reason})


def _not_yet(at: datetime) -> Problem:
    moment = f"{at:%Y-%m-%d %H:%M} UTC"
    return Problem("not_yet", f"It comes out on {moment}.", fields={"at": moment})


async def _free_slot(house: House, newsletter: Newsletter) -> str:
    day = timetable.slot_now(upkeep.timetable_of(newsletter), house.now())
    slots = (day if number == 1 else f"{day}-{number}" for number in count(1))
    async with house.database.reading() as reading:
        for slot in slots:
            known = await store.find(reading, newsletter.name, slot)
            if known is None or known.state == "draft":
                return slot
    raise AssertionError  # the numbers do not end


def _wanted(name: str, language: str) -> newsroom.Wanted:
    return newsroom.Wanted(
        name=name,
        title=None,
        language=language,
        cadence="daily",
        hour=9,
        minute=0,
        weekday=6,
        zone=None,
    )

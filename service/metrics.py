"""What the house tells of itself in numbers, asked of the rows at each scrape."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from audience import partners, subscribers
from content import journal
from content.tally import tally
from digests import editions
from feeds import store
from jobs import runs
from outbox.figures import AttemptTally, figures
from service.version import VERSION
from storage.engine import Database, Reading
from web.metrics import Family, Sample

Key = TypeVar("Key", bound=tuple[str, ...])
Word = TypeVar("Word", bound=str)

KEPT = timedelta(seconds=5)  # several watchers cost no more than one


@dataclass(slots=True)
class Scrape:
    """The numbers of now, or of five seconds ago."""

    database: Database
    now: Callable[[], datetime]
    _attempts: AttemptTally = field(default_factory=AttemptTally)
    _last: tuple[datetime, Sequence[Family]] | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def families(self) -> Sequence[Family]:
        """All of them, by the same number of statements however much there is."""
        async with self._turn:
            now = self.now()
            if self._last is None or not timedelta(0) <= now - self._last[0] < KEPT:
                async with self.database.reading() as reading:
                    self._last = now, await self._read(reading, now)
            return self._last[1]

    async def _read(self, reading: Reading, now: datetime) -> list[Family]:
        return [
            _gauge("build_info", "What runs.", {(VERSION,): 1}, "version"),
            *await _outbox(reading, now),
            Family(
                "nashra_attempts_total",
                "counter",
                "Attempts to deliver, by how they ended and why.",
                _samples(
                    await self._attempts.read(reading, now),
                    ("channel", "outcome", "class"),
                ),
            ),
            *await _rooms(reading, now),
        ]


async def _outbox(reading: Reading, now: datetime) -> list[Family]:
    found = await figures(reading, now)
    due = {(channel,): due.parcels for channel, due in found.due.items()}
    ages = {
        (channel,): (now - due.oldest).total_seconds()
        for channel, due in found.due.items()
    }
    sending = {
        (channel,): number
        for (channel, state), number in found.parcels.items()
        if state == "sending"
    }
    parked = {(channel,): number for channel, number in found.parked.items()}
    both = ("channel", "state")
    return [
        _gauge("parcels", "All that was ever owed.", found.parcels, *both),
        _gauge("due_parcels", "What should be on its way now.", due, "channel"),
        _gauge("oldest_due_seconds", "How late the oldest is.", ages, "channel"),
        _gauge("in_flight_parcels", "What is on its way.", sending, "channel"),
        _gauge("parked_lanes", "Destinations left alone now.", parked, "channel"),
    ]


async def _rooms(reading: Reading, now: datetime) -> list[Family]:
    articles = (await tally(reading, now)).states
    # A series for each topic and author would grow without end.
    versions = {
        name: version
        for name, version in (await store.versions(reading)).items()
        if not name.startswith(("topics/", "authors/"))
    }
    endpoints = await partners.states(reading)
    editions_ = await editions.states(reading)
    standings = await subscribers.standings(reading)
    missed = await runs.missed(reading)
    head = await journal.head_at(reading, now + timedelta(days=1))
    return [
        _gauge("articles", "Articles.", _by_one(articles), "state"),
        _gauge("endpoints", "Endpoints of partners.", _by_one(endpoints), "state"),
        _gauge("editions", "Editions.", _by_one(editions_), "state"),
        _gauge("subscriptions", "Subscriptions.", _by_one(standings), "standing"),
        _gauge("feed_version", "Grows with each change.", _by_one(versions), "feed"),
        _gauge("journal_head", "The newest event's number.", {(): head}),
        _gauge("missed_runs", "Slots of timetables that passed.", {(): missed}),
    ]


def _gauge(name: str, help_: str, numbers: Mapping[Key, float], *labels: str) -> Family:
    return Family(f"nashra_{name}", "gauge", help_, _samples(numbers, labels))


def _samples(
    numbers: Mapping[Key, float], labels: tuple[str, ...]
) -> tuple[Sample, ...]:
    return tuple(
        Sample(value, dict(zip(labels, key, strict=True)))
        for key, value in sorted(numbers.items())
    )


def _by_one(numbers: Mapping[Word, int]) -> dict[tuple[str], float]:
    return {(name,): number for name, number in numbers.items()}

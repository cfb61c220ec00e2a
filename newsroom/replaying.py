"""Stops played again to a house that was copied back from before they came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from audience import subscribers
from audience.keys import Keys, fingerprints
from audience.subscribers import Subscription
from content import archive, journal
from content.article import Article, State
from content.event import EventType
from newsroom import changes, withdrawing
from newsroom.house import House
from newsroom.pushing import Done
from newsroom.stops import Stop

SLICE = 20_000  # subscriptions looked at in one turn

_TYPES = {"killed": EventType.KILLED, "withheld": EventType.WITHHELD}
_WAS_PUBLIC = (State.USABLE, State.WITHHELD)
# What to do to an article that is public, or may yet become so.
_OPEN = {
    EventType.KILLED: frozenset(State) - {State.CANCELED},
    EventType.WITHHELD: frozenset({State.USABLE, State.SCHEDULED}),
}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A text that was withdrawn, and which the house would show again."""

    type: EventType
    article: Article
    at: datetime


async def let_leave(house: House, stops: Iterable[Stop]) -> int:
    """Who left has left; how many they were."""
    gone = _Gone.of(stops)
    after, left = 0, 0
    while gone:
        async with house.database.writing() as transaction:
            found = await subscribers.confirmed(transaction, after, SLICE)
            if not found:
                break
            for each, since in found:
                at = gone.when(house.keys, each, since)
                if at is not None:
                    left += await subscribers.leave(transaction, each.id, at)
            after = found[-1][0].id
    return left


async def forgotten(house: House, stops: Sequence[Stop]) -> list[Withdrawal]:
    """The withdrawals that the house does not know, oldest first."""
    async with house.database.reading() as reading:
        events = await journal.of_types(reading, list(_TYPES.values()))
        known = {(event.type, event.article, event.at) for event in events}
        found: dict[str, Withdrawal] = {}
        for stop in _withdrawals(stops):
            type_, name, at = stop
            article = await archive.load(reading, name)
            if stop in known or article is None or article.state not in _OPEN[type_]:
                continue
            if name not in found or type_ is EventType.KILLED:
                found[name] = Withdrawal(type_, article, at)
    return sorted(found.values(), key=lambda each: each.at)


async def withdraw(house: House, withdrawals: Iterable[Withdrawal]) -> None:
    """These texts are gone from every channel again, and everybody is told."""
    for each in withdrawals:
        if each.article.state not in _WAS_PUBLIC:
            await _keep_in(house, each)
            continue
        stop = (
            withdrawing.kill if each.type is EventType.KILLED else withdrawing.withhold
        )
        done = await stop(house, each.article.id, "")
        assert isinstance(done, Done), done  # noqa: S101  nobody else is here


async def _keep_in(house: House, withdrawal: Withdrawal) -> None:
    """A text that this house has not published never comes out by itself."""
    now, article = house.now(), withdrawal.article
    if withdrawal.type is EventType.KILLED:
        kept = changes.stopped(article, EventType.KILLED, "", now)
    else:
        kept = replace(article, state=State.DRAFT)
    async with house.database.writing() as transaction:
        await archive.save(transaction, kept, now)


@dataclass(frozen=True, slots=True)
class _Gone:
    """When readers left, by what the file knows of them."""

    by_place: Mapping[tuple[str, int], datetime]  # newsletter and subscription
    by_reader: Mapping[tuple[str, str], datetime]  # newsletter and fingerprint

    @classmethod
    def of(cls, stops: Iterable[Stop]) -> "_Gone":
        lines = [stop for stop in stops if stop.get("kind") == "left"]
        return cls(
            {(s["newsletter"], s["subscription"]): _moment(s) for s in lines},
            {(s["newsletter"], s["reader"]): _moment(s) for s in lines},
        )

    def __bool__(self) -> bool:
        return bool(self.by_place)

    def when(self, keys: Keys, who: Subscription, since: datetime) -> datetime | None:
        """When this reader left, unless they came (again) after that.

        Either trace is enough: a copy of a copy may have given the number to somebody
        else, and keys that were lost recognise nobody.
        """
        traces = [self.by_place.get((who.newsletter, who.id))]
        traces += [
            self.by_reader.get((who.newsletter, reader))
            for reader in fingerprints(keys, who.address)
        ]
        left = [at for at in traces if at is not None and at >= since]
        return max(left, default=None)


def _withdrawals(stops: Iterable[Stop]) -> list[tuple[EventType, str, datetime]]:
    return [
        (_TYPES[stop["kind"]], stop["article"], _moment(stop))
        for stop in stops
        if stop.get("kind") in _TYPES
    ]


def _moment(stop: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(stop["at"])

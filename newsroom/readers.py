"""What readers do: they are put on a list with proof, and they leave by their link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

from audience import links, subscribers
from audience.keys import Keys, fingerprint, fingerprints
from audience.subscribers import Subscription
from digests import newsletters
from digests.mailboxes import Unreachable, mailbox
from newsroom.house import House
from newsroom.problem import Problem
from storage.engine import Transaction

BATCH = 500  # addresses in one transaction


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of readers."""

    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of a list so far."""

    read: int = 0
    added: int = 0
    updated: int = 0
    refused: tuple[Problem, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(
            self.read + other.read,
            self.added + other.added,
            self.updated + other.updated,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class LeaveLink:
    """What a valid link out of a newsletter stands for."""

    address: str
    newsletter_title: str
    language: str
    already_left: bool


def lines_of(text: str) -> Iterator[Line]:
    """The addresses in a file: the first column of each line, without a heading."""
    for number, line in enumerate(text.splitlines(), start=1):
        first = line.lstrip("\ufeff").split(",")[0].split(";")[0]
        address = first.strip().strip('"').strip()
        if address and not (number == 1 and "@" not in address):
            yield Line(number, address)


def batches(lines: Iterable[Line], size: int = BATCH) -> Iterator[list[Line]]:
    """The lines in handfuls, each to be one transaction."""
    rest = iter(lines)
    while batch := list(islice(rest, size)):
        yield batch


async def take_readers(
    house: House, newsletter: str, words: str, source: str, batch: list[Line]
) -> Counts | Problem:
    """These readers are on the list, with the words they agreed to."""
    async with house.database.writing() as transaction:
        found = await newsletters.find(transaction, newsletter)
        if found is None:
            return Problem(
                "unknown_newsletter",
                f"There is no newsletter {newsletter}.",
                field="newsletter",
            )
        now = house.now()
        consent = await subscribers.record_consent(transaction, words, source, now)
        counts = Counts()
        for line in batch:
            counts += await _take_line(house, transaction, found, consent, line)
        return counts


async def leave_link(house: House, token: str) -> LeaveLink | None:
    """What the token in a link out stands for; None if it is not ours."""
    number = links.read(house.keys.links, "u", token)
    if number is None:
        return None
    async with house.database.reading() as reading:
        subscription = await subscribers.subscription(reading, number)
        if subscription is None:
            return None
        newsletter = await newsletters.find(reading, subscription.newsletter)
    assert newsletter is not None  # noqa: S101  a foreign key says so
    return LeaveLink(
        address=subscription.address,
        newsletter_title=newsletter.title,
        language=newsletter.language,
        already_left=subscription.standing == "left",
    )


async def leave(house: House, token: str) -> bool:
    """The reader gets nothing more from this list, from this answer on.

    False if the token is not ours; doing it again changes nothing.
    """
    number = links.read(house.keys.links, "u", token)
    if number is None:
        return False
    now = house.now()
    async with house.database.writing() as transaction:
        subscription = await subscribers.subscription(transaction, number)
        if subscription is None:
            return False
        if await subscribers.leave(transaction, number, now):
            line = leave_line(house.keys, subscription, now)
            transaction.after_commit(partial(house.stops.append, line))
    return True


def leave_line(
    keys: Keys, subscription: Subscription, at: datetime
) -> dict[str, object]:
    """A reader's leaving as `stops.ndjson` keeps it: without the address."""
    return {
        "kind": "left",
        "subscription": subscription.id,
        "newsletter": subscription.newsletter,
        "reader": fingerprint(keys, subscription.address),
        "at": at.isoformat(),
    }


async def _take_line(
    house: House,
    transaction: Transaction,
    newsletter: newsletters.Newsletter,
    consent: int,
    line: Line,
) -> Counts:
    found = mailbox(line.address)
    if isinstance(found, Unreachable):
        return Counts(read=1, refused=(_refused(line, found),))
    address = f"{found.local}@{found.domain.lower()}"
    if await subscribers.suppressed(transaction, fingerprints(house.keys, address)):
        problem = Problem("suppressed", "This reader asked to rest.", line=line.number)
        return Counts(read=1, refused=(problem,))
    joined = await subscribers.subscribe(
        transaction,
        newsletter.name,
        address,
        language=newsletter.language,
        consent=consent,
        at=house.now(),
    )
    return Counts(read=1, added=joined.is_new, updated=not joined.is_new)


def _refused(line: Line, found: Unreachable) -> Problem:
    return Problem(found.code, found.message, field="address", line=line.number)

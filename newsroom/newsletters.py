"""A newsletter begins: what it takes to be one, and what is news to it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from content import imprint, journal
from digests import newsletters
from digests.newsletters import Cadence, Newsletter, NewsletterExistsError
from newsroom.house import House, NoPublisherError
from newsroom.problem import Problem

# What List-Id and addresses can carry (RFC 2919 §3).
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PERIOD = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_TITLES = {"ar": "نشرة {}", "en": "{} newsletter"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of a new newsletter; None: as the publisher has it."""

    name: str
    title: str | None
    language: str
    cadence: Cadence
    hour: int
    minute: int
    weekday: int
    zone: str | None


async def add(house: House, wanted: Wanted) -> Newsletter | Problem:
    """The newsletter from now on; its first edition reaches back one period."""
    if not _NAME.fullmatch(wanted.name):
        return Problem(
            "bad_name",
            f"{wanted.name} cannot name a newsletter; take small Latin letters, "
            "digits and hyphens.",
            field="name",
        )
    if wanted.language not in _TITLES:
        return Problem("bad_language", "The language is ar or en.", field="language")
    now = house.now()
    async with house.database.writing() as transaction:
        publisher = await imprint.load(transaction)
        if publisher is None:
            raise NoPublisherError
        # Whoever begins a list after publishing wants these articles in it.
        since = await journal.head_at(transaction, now - _PERIOD[wanted.cadence])
        name = publisher.name_in(wanted.language)
        newsletter = Newsletter(
            name=wanted.name,
            title=wanted.title or _TITLES[wanted.language].format(name),
            language=wanted.language,
            cadence=wanted.cadence,
            hour=wanted.hour,
            minute=wanted.minute,
            weekday=wanted.weekday,
            zone=wanted.zone or publisher.zone,
            since_event=since,
            created=now,
        )
        try:
            await newsletters.add(transaction, newsletter)
        except NewsletterExistsError:
            return Problem(
                "exists",
                f"There is a newsletter {wanted.name} already.",
                field="name",
            )
    return newsletter

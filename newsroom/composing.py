"""What an edition is made of: its articles, its words, its message."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from content import archive
from content.article import Article
from digests import editions
from digests.compose import compose
from digests.editions import Edition
from digests.material import Material
from digests.newsletters import Newsletter
from feeds.feed import Profile
from outbox.message import Message, Priority, new_message_id
from storage.engine import Reading

# An edition that could not be sent in this time is not news any more.
WORTH = {"daily": timedelta(hours=36), "weekly": timedelta(days=4)}


async def choose(reading: Reading, newsletter: Newsletter) -> list[Article]:
    """By identity, not by date: what this list has not had, whenever it was written."""
    used = editions.used(newsletter.name, newsletter.cadence)
    return await archive.news(
        reading, newsletter.since_event, newsletter.language, used
    )


async def articles_of(reading: Reading, edition: Edition) -> list[Article]:
    """The articles that stand in the edition, in their order."""
    chosen = await editions.items(reading, edition.id)
    return await archive.load_many(reading, [article for article, _ in chosen])


def new_edition(newsletter: Newsletter, slot: str, now: datetime) -> Edition:
    """An edition that says nothing yet."""
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


def worded(
    newsletter: Newsletter,
    edition: Edition,
    articles: Sequence[Article],
    current: Profile,
) -> Edition:
    """The edition with what it says of these articles."""
    said = compose(
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
    return replace(edition, subject=said.subject, html=said.html, text=said.text)


def message_of(newsletter: Newsletter, edition: Edition, now: datetime) -> Message:
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

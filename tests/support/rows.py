"""Rows that the tests of the stores begin with: articles, readers, endpoints."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, literal, select, union_all

from audience import partners, subscribers
from content import archive
from content.article import Article, Block, Kind, State
from content.publisher import Publisher
from digests import editions, newsletters
from digests.editions import Edition
from digests.newsletters import Newsletter
from outbox import ledger, tables
from outbox.message import Message, Priority, new_message_id
from storage.columns import UtcDateTime
from storage.engine import AnySelect, Database, Transaction

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

PUBLISHER = Publisher(
    name="مركز أبحاث مينا",
    notice="جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.",
    language="ar",
    zone="Asia/Beirut",
    name_latin="MENA Research Center",
    notice_latin="All rights reserved by the MENA Research Center.",
    email="newsletter@mena.example",
)


def article_id(number: int) -> str:
    """An id that sorts by number and differs in its first group."""
    return str(UUID(f"{number:08x}-0000-4000-8000-000000000000"))


def an_article(number: int = 1, **changes: Any) -> Article:
    """A public article in its first version."""
    article = Article(
        id=article_id(number),
        blocks=(Block(Kind.PARAGRAPH, f"فقرة المقال رقم {number}، وفيها S-400."),),
        state=State.USABLE,
        version=1,
        title=f"عنوان {number}",
        published=NOW,
        updated=NOW,
    )
    return replace(article, **changes)


async def keep(transaction: Transaction, *articles: Article) -> None:
    """The articles are in the archive."""
    for article in articles:
        await archive.add(transaction, article, NOW)


def a_message(**changes: Any) -> Message:
    """A webhook message about no article."""
    message = Message(
        id=new_message_id(),
        channel="webhook",
        ladder="webhook",
        priority=Priority.NORMAL,
        body=b"{}",
        created=NOW,
    )
    return replace(message, **changes)


def a_mail(**changes: Any) -> Message:
    """A mail of no edition."""
    return a_message(channel="mail", ladder="mail", **changes)


def to(destinations: Iterable[object], due: datetime = NOW) -> AnySelect:
    """These destinations as a Select, each due then."""
    rows = [
        select(
            literal(str(destination)).label("destination"),
            literal(due, UtcDateTime).label("due"),
        )
        for destination in destinations
    ]
    # SQLite takes at most 500 parts in one UNION; nobody here has more.
    return union_all(*rows).subquery().select()


async def owe(
    transaction: Transaction,
    message: Message,
    destinations: Iterable[object],
    due: datetime = NOW,
) -> int:
    """The message is kept and owed to these destinations."""
    await ledger.put(transaction, message)
    return await ledger.owe(transaction, message, to(destinations, due))


async def seed_mails(database: Database, count: int, *, due: datetime = NOW) -> Message:
    """So many mails wait, written in one go."""
    message = a_mail()
    async with database.writing() as transaction:
        await ledger.put(transaction, message)
        await transaction.run(
            insert(tables.parcels),
            [
                {
                    "id": f"{number:032x}",
                    "message": message.id,
                    "channel": "mail",
                    "destination": str(number),
                    "priority": int(Priority.NORMAL),
                    "state": "waiting",
                    "attempts": 0,
                    "due": due,
                }
                for number in range(1, count + 1)
            ],
        )
    return message


async def listen(transaction: Transaction, *names: str) -> None:
    """Endpoints of these ids, active and interested in everything."""
    partner = select(partners.partners).where(partners.partners.c.name == "Akhbar")
    if await transaction.first(partner) is None:
        new = insert(partners.partners).values(name="Akhbar", created=NOW)
        await transaction.run(new)
    rows = [
        {
            "id": name,
            "partner": "Akhbar",
            "url": f"https://{name}.example",
            "secret": b"",
            "state": "active",
            "created": NOW,
        }
        for name in names
    ]
    await transaction.run(insert(partners.endpoints), rows)


def a_newsletter(name: str = "tuesday", **changes: Any) -> Newsletter:
    """A daily Arabic newsletter at 07:30 in Beirut."""
    newsletter = Newsletter(
        name=name,
        title="نشرة الثلاثاء",
        language="ar",
        cadence="daily",
        hour=7,
        minute=30,
        weekday=0,
        zone="Asia/Beirut",
        since_event=0,
        created=NOW,
    )
    return replace(newsletter, **changes)


async def subscribe(
    transaction: Transaction, newsletter: str, *addresses: str
) -> list[int]:
    """The numbers of the subscriptions of these readers."""
    consent = await subscribers.record_consent(transaction, "نعم", "form", NOW)
    joined = [
        await subscribers.subscribe(
            transaction, newsletter, address, language="ar", consent=consent, at=NOW
        )
        for address in addresses
    ]
    return [each.subscription for each in joined]


def an_edition(slot: str = "2026-11-24", **changes: Any) -> Edition:
    """A draft of the newsletter `tuesday`."""
    edition = Edition(
        id=new_message_id(),
        newsletter="tuesday",
        cadence="daily",
        slot=slot,
        revision=1,
        state="draft",
        subject="عدد",
        html="<p>عدد</p>",
        text="عدد",
        frozen=NOW,
        expires=NOW + timedelta(hours=36),
        high_water=0,
        filled_to=0,
    )
    return replace(edition, **changes)


async def keep_edition(
    transaction: Transaction, edition: Edition, *articles: Article
) -> None:
    """The edition with these articles; its newsletter and they are there."""
    if await newsletters.find(transaction, edition.newsletter) is None:
        await newsletters.add(transaction, a_newsletter(edition.newsletter))
    chosen = [(article.id, article.version) for article in articles]
    await editions.add(transaction, edition, chosen)

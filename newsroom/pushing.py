"""What a change of an article owes to partners, and the wake that follows it."""

import logging
from dataclasses import dataclass
from functools import partial

from sqlalchemy import union

from audience import partners
from content.article import Article
from content.event import Event, EventType
from feeds import payload
from feeds.feed import Profile
from newsroom.house import House
from outbox import ledger
from outbox.message import Message, Priority, new_message_id
from outbox.parcel import CHANNELS, Channel
from outbox.retry import Ladder
from storage.engine import AnySelect, Transaction
from storage.watch import announce

log = logging.getLogger(__name__)

Owed = dict[Channel, int]

_STOPS = (EventType.WITHHELD, EventType.KILLED)
_PRIORITIES = {
    EventType.WITHHELD: Priority.KILL,
    EventType.KILLED: Priority.KILL,
    EventType.CORRECTED: Priority.CORRECTION,
}


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was made: its event, and how many parcels it owes."""

    event: Event
    owed: Owed


async def push(
    house: House,
    transaction: Transaction,
    event: Event,
    article: Article,
    profile: Profile,
) -> Owed:
    """Owe the event to each endpoint it concerns; older versions stay at home."""
    message = _message(event, article, profile)
    await ledger.put(transaction, message)
    number = await ledger.owe_latest(transaction, message, _audience(event, article))
    await house.wake(transaction, "webhook", number)
    await announce(transaction, is_sqlite=house.database.is_sqlite)
    transaction.after_commit(partial(_tell, event, message, number))
    return {channel: number if channel == "webhook" else 0 for channel in CHANNELS}


async def _tell(event: Event, message: Message, parcels: int) -> None:
    fields = {"event": event.number, "article": event.article, "version": event.version}
    log.info("article changed", extra={**fields, "type": event.type.value})
    owed = {"message_id": message.id, "channel": message.channel, "parcels": parcels}
    log.info("owed", extra={**fields, **owed})


def _message(event: Event, article: Article, profile: Profile) -> Message:
    ladder: Ladder = "kill" if event.type in _STOPS else "webhook"
    return Message(
        id=new_message_id(),
        channel="webhook",
        ladder=ladder,
        priority=_PRIORITIES.get(event.type, Priority.NORMAL),
        body=payload.envelope(event, article, profile),
        created=event.at,
        article=article.id,
        version=article.version,
        event=event.number,
    )


def _audience(event: Event, article: Article) -> AnySelect:
    """A stop goes to those who have the article, anything else also to new ones."""
    holders = partners.among(ledger.holders(article.id), event.at)
    if event.type in _STOPS:
        return holders
    everyone = union(holders, partners.interested(article.topics, event.at)).subquery()
    return everyone.select()

"""The route of mail: from a claimed parcel to bytes in the hands of a transport."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Protocol

from audience import links, subscribers
from audience.keys import Keys
from audience.subscribers import Subscription
from content import imprint
from content.publisher import Publisher
from delivery.envelope import Envelope
from digests.mailboxes import Mailbox, Unreachable, mailbox
from digests.message import Letter, Prepared, Recipient, prepare
from jobs.attempting import attempt, tell_claimed
from jobs.patience import patient
from outbox import claims, ledger, outcomes
from outbox.claims import Body, Claimed
from outbox.outcomes import Attempt
from outbox.parcel import Outcome, Refused
from storage.engine import Database


class MailTransport(Protocol):
    """Something that takes a finished message and says what became of it."""

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Every end is an outcome."""
        ...


@dataclass(frozen=True, slots=True)
class Errand:
    """A mail to one reader: everything but its bytes, which are made last."""

    parcel: Claimed
    body: Body
    publisher: Publisher
    reader: Subscription | None  # None: erased since the claim


@dataclass(frozen=True, slots=True)
class MailRoute:
    """Mail as the pump sees it."""

    database: Database
    keys: Keys
    public_url: str
    transport: MailTransport
    now: Callable[[], datetime]

    async def claim(self, places: int) -> list[Errand]:
        """The next due mails, with what is needed to make them."""
        async with self.database.writing() as transaction:
            claimed = await claims.claim_mail(
                transaction, self.now(), places, subscribers.reachable
            )
        if not claimed:
            return []
        return await patient(partial(self._errands, claimed))

    async def _errands(self, claimed: Sequence[Claimed]) -> list[Errand]:
        async with self.database.reading() as reading:
            readers = await subscribers.by_numbers(
                reading, [int(parcel.destination) for parcel in claimed]
            )
            bodies = await claims.bodies(
                reading, sorted({parcel.message for parcel in claimed})
            )
            publisher = await imprint.load(reading)
        assert publisher is not None  # noqa: S101  an edition was made under one
        by_number = {str(reader.id): reader for reader in readers}
        by_message = {body.message: body for body in bodies}
        tell_claimed(claimed, by_message)
        return [
            Errand(
                parcel,
                by_message[parcel.message],
                publisher,
                by_number.get(parcel.destination),
            )
            for parcel in claimed
        ]

    async def run(self, errand: Errand) -> Attempt:
        """Make the reader's bytes and hand them over."""
        return await attempt(
            errand.parcel,
            errand.body.ladder,
            self.now,
            partial(self._deliver, errand),
            about=errand.body.subject,
        )

    async def record(self, attempts: Sequence[Attempt]) -> None:
        """Write down how they ended, in one commit."""
        judged = [(a, outcomes.judge(a, random.random())) for a in attempts]  # noqa: S311
        async with self.database.writing() as transaction:
            await outcomes.record(transaction, judged)

    async def seconds_until_due(self) -> float | None:
        """How long until a mail is due; None if none waits."""
        async with self.database.reading() as reading:
            due = await ledger.next_due(reading, "mail")
        return None if due is None else (due - self.now()).total_seconds()

    async def _deliver(self, errand: Errand) -> Outcome:
        if errand.reader is None:
            return Refused("the reader has been erased", kind="gone")
        found = mailbox(errand.reader.address)
        if isinstance(found, Unreachable):
            return Refused(found.message, kind=found.code)
        # Made within the attempt: a letter that cannot be made defers itself, and
        # does not take the dispatcher with it.
        letter = _prepared(errand.body, errand.publisher, self.public_url)
        envelope = Envelope(
            parcel_id=errand.parcel.id,
            sender=f"bounces@{letter.domain}",
            recipient=found.address,
            data=letter.fill(self._recipient(errand.parcel, errand.reader, found)),
        )
        return await self.transport.deliver(envelope)

    def _recipient(
        self, parcel: Claimed, reader: Subscription, to: Mailbox
    ) -> Recipient:
        token = links.sign(self.keys.links, "u", reader.id)
        return Recipient(
            parcel=parcel.id,
            mailbox=to,
            unsubscribe=f"{self.public_url}/u/{token}",
        )


@lru_cache(maxsize=16)  # editions on their way at one time
def _prepared(body: Body, publisher: Publisher, public_url: str) -> Prepared:
    parts = json.loads(body.data)
    sender = mailbox(publisher.email, publisher.name_in(parts["language"]))
    reply_to = mailbox(publisher.reply_to) if publisher.reply_to else None
    if isinstance(sender, Unreachable):
        raise TypeError(f"the publisher's address cannot send: {sender.message}")
    return prepare(
        Letter(
            sender=sender,
            subject=parts["subject"],
            html=parts["html"],
            text=parts["text"],
            language=parts["language"],
            date=datetime.fromisoformat(parts["date"]),
            newsletter=parts["newsletter"],
            reply_to=None if isinstance(reply_to, Unreachable) else reply_to,
            archived_at=public_url + parts["path"],
            feedback_id=f"{body.edition}:{parts['newsletter']}:digest:nashra",
        )
    )

"""The route of webhooks: from a leased endpoint to a signed post."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from audience import partners
from audience.keys import Keys, unseal
from audience.partners import Endpoint
from delivery.webhook import Post
from jobs.attempting import POST_DEADLINE, attempt, tell_claimed
from jobs.patience import patient
from newsroom.partners import BELONGS_TO, close_endpoint
from outbox import claims, ledger, outcomes
from outbox.claims import Body, Claimed
from outbox.outcomes import Attempt
from outbox.parcel import Outcome, Refused
from storage.engine import Database

log = logging.getLogger(__name__)


class PostTransport(Protocol):
    """Something that posts and says what became of it."""

    async def post(self, post: Post) -> Outcome:
        """Every end is an outcome."""
        ...


@dataclass(frozen=True, slots=True)
class Errand:
    """A post to one endpoint."""

    parcel: Claimed
    body: Body
    endpoint: Endpoint


@dataclass(frozen=True, slots=True)
class PostRoute:
    """Webhooks as the pump sees them."""

    database: Database
    keys: Keys
    transport: PostTransport
    now: Callable[[], datetime]

    async def claim(self, places: int) -> list[Errand]:
        """The next posts, at most one for each endpoint."""
        async with self.database.writing() as transaction:
            claimed = await claims.claim_posts(
                transaction, "webhook", self.now(), places, partners.reachable()
            )
        if not claimed:
            return []
        return await patient(partial(self._errands, claimed))

    async def _errands(self, claimed: Sequence[Claimed]) -> list[Errand]:
        async with self.database.reading() as reading:
            endpoints = await partners.by_ids(
                reading, [parcel.destination for parcel in claimed]
            )
            bodies = await claims.bodies(
                reading, sorted({parcel.message for parcel in claimed})
            )
        by_id = {endpoint.id: endpoint for endpoint in endpoints}
        by_message = {body.message: body for body in bodies}
        tell_claimed(claimed, by_message)
        return [
            Errand(parcel, by_message[parcel.message], by_id[parcel.destination])
            for parcel in claimed
        ]

    async def run(self, errand: Errand) -> Attempt:
        """Sign for this attempt, and post."""
        return await attempt(
            errand.parcel,
            errand.body.ladder,
            self.now,
            partial(self._post, errand),
            POST_DEADLINE,
            about=errand.body.subject,
        )

    async def record(self, attempts: Sequence[Attempt]) -> None:
        """Write down how they ended, in one commit; who said 410 is let go."""
        judged = [(a, outcomes.judge(a, random.random())) for a in attempts]  # noqa: S311
        gone = [
            attempt.parcel.destination
            for attempt in attempts
            if isinstance(attempt.outcome, Refused) and attempt.outcome.gone
        ]
        async with self.database.writing() as transaction:
            await outcomes.record(transaction, judged)
            for endpoint in gone:
                await close_endpoint(transaction, endpoint, self.now())
        for endpoint in gone:
            fields = {"code": "endpoint_gone", "endpoint": endpoint}
            log.warning("endpoint wants nothing more", extra=fields)

    async def seconds_until_due(self) -> float | None:
        """How long until an endpoint's turn; None if nothing waits."""
        async with self.database.reading() as reading:
            due = await ledger.next_due(reading, "webhook", partners.reachable())
        return None if due is None else (due - self.now()).total_seconds()

    async def _post(self, errand: Errand) -> Outcome:
        endpoint = errand.endpoint
        secret = unseal(self.keys, endpoint.secret, BELONGS_TO.format(endpoint.id))
        return await self.transport.post(
            Post(
                url=endpoint.url,
                parcel_id=errand.parcel.id,
                body=errand.body.data,
                keys=(secret,),
                at=self.now(),
            )
        )

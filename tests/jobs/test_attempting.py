"""One attempt: bounded, timed, and an outcome whatever happens."""

import asyncio
from datetime import timedelta

import pytest

from jobs import attempting
from jobs.attempting import attempt
from outbox import claims
from outbox.claims import Claimed
from outbox.parcel import Deferred, Delivered, Outcome, Unknown
from tests.support.rows import NOW

PARCEL = Claimed("p", "m", "mail", "d", 0, "lease")


async def outcome_of(work) -> Outcome:
    return (await attempt(PARCEL, "mail", lambda: NOW, work)).outcome


async def test_the_outcome_comes_with_its_time():
    async def work() -> Outcome:
        await asyncio.sleep(0.01)
        return Delivered("maildir")

    made = await attempt(PARCEL, "kill", lambda: NOW, work)

    assert (made.parcel, made.ladder, made.at) == (PARCEL, "kill", NOW)
    assert made.outcome == Delivered("maildir")
    assert made.milliseconds >= 10


async def test_a_mistake_defers_the_parcel():
    async def work() -> Outcome:
        raise KeyError("no such")

    assert await outcome_of(work) == Deferred("mistake in Nashra: KeyError")


async def test_what_never_ends_may_have_arrived():
    async def work() -> Outcome:
        await asyncio.Event().wait()
        return Delivered("maildir")

    made = await attempt(PARCEL, "mail", lambda: NOW, work, 0.01)

    assert made.outcome == Unknown("no answer within 0.01 s")


def test_an_attempt_ends_long_before_its_lease():
    assert timedelta(seconds=attempting.MAIL_DEADLINE) * 2 < claims.MAIL_LEASE
    assert timedelta(seconds=attempting.POST_DEADLINE) * 2 < claims.POST_LEASE


async def test_a_cancelled_attempt_is_no_outcome():
    async def work() -> Outcome:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await outcome_of(work)

"""One attempt, whatever happens in it: timed, bounded, and never lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic

from outbox.claims import Claimed
from outbox.outcomes import Attempt
from outbox.parcel import Deferred, Outcome, Unknown
from outbox.retry import Ladder

log = logging.getLogger(__name__)

DEADLINE = 60.0  # seconds; far less than any lease, or two would send the same parcel


async def attempt(
    parcel: Claimed,
    ladder: Ladder,
    now: Callable[[], datetime],
    work: Callable[[], Awaitable[Outcome]],
) -> Attempt:
    """The work's outcome with its time; a mistake of ours defers the parcel."""
    at, began = now(), monotonic()
    outcome = await _bounded(parcel, work)
    return Attempt(parcel, ladder, outcome, at, round((monotonic() - began) * 1000))


async def _bounded(parcel: Claimed, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
    try:
        async with asyncio.timeout(DEADLINE):
            return await work()
    except TimeoutError:
        return Unknown(f"no answer within {DEADLINE:.0f} s")
    except Exception as error:
        # The parcel must not go down with our mistake, nor the dispatcher with it.
        log.exception("mistake while sending", extra={"parcel": parcel.id})
        return Deferred(f"mistake in Nashra: {type(error).__name__}")

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

# Seconds; far less than the lease, or two would send the same parcel.
MAIL_DEADLINE = 60.0
POST_DEADLINE = 20.0  # the transport itself gives up at 15


async def attempt(
    parcel: Claimed,
    ladder: Ladder,
    now: Callable[[], datetime],
    work: Callable[[], Awaitable[Outcome]],
    deadline: float = MAIL_DEADLINE,
) -> Attempt:
    """The work's outcome with its time; a mistake of ours defers the parcel."""
    at, began = now(), monotonic()
    outcome = await _bounded(parcel, work, deadline)
    return Attempt(parcel, ladder, outcome, at, round((monotonic() - began) * 1000))


async def _bounded(
    parcel: Claimed, work: Callable[[], Awaitable[Outcome]], deadline: float
) -> Outcome:
    try:
        async with asyncio.timeout(deadline):
            return await work()
    except TimeoutError:
        return Unknown(f"no answer within {deadline:g} s")
    except Exception as error:
        # The parcel must not go down with our mistake, nor the dispatcher with it.
        log.exception("mistake while sending", extra={"parcel": parcel.id})
        return Deferred(f"mistake in Nashra: {type(error).__name__}")

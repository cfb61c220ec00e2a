"""One attempt, whatever happens in it: timed, bounded, and never lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from time import monotonic
from types import MappingProxyType

from outbox.claims import Body, Claimed
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
    about: Mapping[str, object] = MappingProxyType({}),
) -> Attempt:
    """The work's outcome with its time; a mistake of ours defers the parcel.

    Args:
        parcel: what is sent.
        ladder: which retry table rules it.
        now: the clock.
        work: what sends it.
        deadline: seconds it may take.
        about: what the parcel speaks of, for the log.
    """
    fields = named(parcel, about)
    log.debug("attempt begins", extra=fields)
    at, began = now(), monotonic()
    outcome = await _bounded(parcel, work, deadline)
    made = Attempt(parcel, ladder, outcome, at, round((monotonic() - began) * 1000))
    # Not the reason: it quotes what other machines say, and they name our readers.
    ending = {
        "outcome": type(outcome).__name__.lower(),
        "kind": getattr(outcome, "kind", None) or None,
        "milliseconds": made.milliseconds,
    }
    log.info("attempt ended", extra={**fields, **ending})
    return made


def named(parcel: Claimed, about: Mapping[str, object]) -> dict[str, object]:
    """The fields that lead from an event to its outcomes, through every line."""
    return {**about, "channel": parcel.channel, "parcel": parcel.id}


def tell_claimed(claimed: Iterable[Claimed], bodies: Mapping[str, Body]) -> None:
    """Who has which parcel, for whoever looks for one."""
    for parcel in claimed if log.isEnabledFor(logging.DEBUG) else ():
        fields = named(parcel, bodies[parcel.message].subject)
        log.debug("claimed", extra=fields)


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

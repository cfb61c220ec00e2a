"""When to try again: one table for every channel, and nothing else decides it."""

from datetime import datetime, timedelta
from typing import Literal

from outbox.parcel import Deferred, Outcome

Ladder = Literal["webhook", "mail", "kill", "websub"]  # a channel is its own ladder

SPREAD = 0.2
LONGEST_WAIT = timedelta(hours=24)


def next_try(
    ladder: Ladder,
    attempts: int,
    now: datetime,
    outcome: Outcome,
    jitter: float,
    expires: datetime | None = None,
) -> datetime | None:
    """When the next attempt is due, or None when there is to be none.

    Args:
        ladder: The parcel's channel, or "kill" for a withdrawal on any channel.
        attempts: How many were made, with the one that just ended.
        now: When that one ended.
        outcome: How it ended; only what is deferred is tried again.
        jitter: Drawn from 0 to 1; moves the wait between −20 % and +20 %.
        expires: When the parcel loses its sense, if ever.
    """
    if attempts < 1:
        raise ValueError(f"{attempts} attempts cannot have ended")
    if not isinstance(outcome, Deferred) or attempts > len(_WAITS[ladder]):
        return None
    wait = _WAITS[ladder][attempts - 1] * (1 - SPREAD + 2 * SPREAD * jitter)
    due = now + max(wait, _asked(outcome))
    return None if expires is not None and due >= expires else due


def _asked(outcome: Deferred) -> timedelta:
    """What the other side asked for; never earlier, but for at most a day."""
    longest = LONGEST_WAIT.total_seconds()
    return timedelta(seconds=min(max(outcome.retry_after or 0.0, 0.0), longest))


_SECOND, _MINUTE, _HOUR = (
    timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours")
)


def _until(
    end: timedelta, steps: tuple[timedelta, ...], then: timedelta
) -> tuple[timedelta, ...]:
    """The steps, and then the same one again as long as their sum stays in `end`."""
    return steps + (then,) * ((end - sum(steps, timedelta())) // then)


# The wait after the first attempt, the second, …; the first itself waits for
# nothing. So one entry less than attempts.
_WAITS: dict[Ladder, tuple[timedelta, ...]] = {
    # Standard Webhooks' own example: ten attempts in 75 h 35 m 5 s.
    "webhook": (
        5 * _SECOND,
        5 * _MINUTE,
        30 * _MINUTE,
        *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24)),
    ),
    # A greylisting relay wants minutes, a full mailbox days (RFC 5321 §4.5.4.1).
    "mail": _until(
        72 * _HOUR,
        (
            *(minutes * _MINUTE for minutes in (1, 2, 5, 15, 30)),
            *(hours * _HOUR for hours in (1, 2, 4)),
        ),
        6 * _HOUR,
    ),
    # A withdrawal does not give up while somebody may still show the text.
    "kill": _until(
        7 * 24 * _HOUR,
        (30 * _SECOND, *(minutes * _MINUTE for minutes in (2, 10, 30))),
        _HOUR,
    ),
    # WebSub §7: after giving up one update the next is tried again.
    "websub": (10 * _SECOND, _MINUTE, 10 * _MINUTE, _HOUR, 6 * _HOUR),
}

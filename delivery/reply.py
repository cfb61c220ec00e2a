"""What an HTTP answer to something we sent means: a pure table."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from outbox.parcel import Deferred, Delivered, Outcome, Refused

LONGEST_WAIT = 24 * 60 * 60.0
LONGEST_TEXT = 1_000
LONGEST_REASON = 200

# Standard Webhooks: these slow the endpoint down; 503 is RFC 9110 §10.2.3's own case.
_THROTTLES = {429, 502, 503, 504}


def judge(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime, transport: str
) -> Outcome:
    """Only 2xx is success, only 410 is final; a redirect is never followed."""
    if 200 <= status < 300:
        return Delivered(transport, status, plain(body.decode(errors="replace")))
    if status == HTTPStatus.GONE:
        return Refused("410 Gone", "status", status, gone=True, transport=transport)
    if 300 <= status < 400 and "location" in headers:
        reason = f"redirect to {plain(headers['location'], LONGEST_REASON)}"
        return Deferred(reason, "status", status, transport=transport)
    wait = (
        retry_after(headers.get("retry-after"), now) if status in _THROTTLES else None
    )
    return Deferred(f"status {status}", "status", status, wait, transport)


def retry_after(text: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After asks for, a day at most; None if unreadable.

    RFC 9110 §10.2.3: a number of seconds or an HTTP date.
    """
    text = (text or "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text), LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(text)
        wait = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    except (ValueError, IndexError, OverflowError, TypeError):
        return None
    return min(max(wait, 0.0), LONGEST_WAIT)


def plain(text: str, limit: int = LONGEST_TEXT) -> str:
    """The first words of a stranger's text, on one line and without controls."""
    visible = "".join(c if c.isprintable() else " " for c in text[: limit * 2])
    return " ".join(visible.split())[:limit]

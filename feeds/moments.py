"""Times as the formats write them: UTC, whole seconds, English names in any locale."""

from datetime import UTC, datetime
from email.utils import format_datetime


def whole(at: datetime) -> datetime:
    """The moment in UTC without its fraction; a time without a zone is refused."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone, so nobody knows when it is")
    return at.astimezone(UTC).replace(microsecond=0)


def rfc3339(at: datetime) -> str:
    """The moment as JSON and Atom write it."""
    return whole(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc822(at: datetime) -> str:
    """The moment as RSS writes it, whatever the locale of the process."""
    # email.utils holds the English names itself; strftime would ask the locale.
    return format_datetime(whole(at))

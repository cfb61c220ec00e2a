"""One change of a public article, as a value."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    """The word of the change, as webhooks and the journal carry it."""

    PUBLISHED = "article.published"
    UPDATED = "article.updated"
    CORRECTED = "article.corrected"
    WITHHELD = "article.withheld"
    KILLED = "article.killed"
    RESTORED = "article.restored"


@dataclass(frozen=True, slots=True)
class Event:
    """A numbered line of the journal; numbers have no gaps and never change."""

    number: int
    type: EventType
    article: str  # its id
    version: int
    previous_version: int  # 0 for the first
    at: datetime
    note: str = ""

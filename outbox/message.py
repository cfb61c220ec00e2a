"""What is sent, once for all who get it, as a value."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import uuid4

from outbox.parcel import Channel
from outbox.retry import Ladder


class Priority(IntEnum):
    """Who goes first."""

    KILL = 0
    CORRECTION = 3
    NORMAL = 5


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes that every destination gets, and what they speak of."""

    id: str
    channel: Channel
    ladder: Ladder
    priority: Priority
    body: bytes
    created: datetime
    article: str | None = None
    version: int | None = None
    event: int | None = None
    edition: str | None = None
    revision: int | None = None
    expires: datetime | None = None


def new_message_id() -> str:
    """An id for a message that nothing else has."""
    return uuid4().hex

"""A parcel's states and the outcomes of an attempt to deliver it, as values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Channel = Literal["mail", "webhook", "websub"]
CHANNELS: tuple[Channel, ...] = ("mail", "webhook", "websub")


class ParcelState(StrEnum):
    """Where a parcel stands; what is owed is their sum at every instant."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side took it; `transport` names how it went."""

    transport: str  # "maildir", "smtp:<host>", "https"
    code: int | None = None  # status of HTTP or SMTP
    text: str = ""  # first words of the answer, for operators


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; to be tried again, never before `retry_after` seconds."""

    reason: str  # for operators
    kind: str = (
        "error"  # class for outsiders: dns refused timeout tls blocked status error
    )
    code: int | None = None
    retry_after: float | None = None
    transport: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Never; trying again would not help."""

    reason: str
    kind: str = "error"
    code: int | None = None
    gone: bool = False  # 410: the whole destination wants no more
    transport: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: the connection died after the last byte was given."""

    reason: str
    transport: str = ""


Outcome = Delivered | Deferred | Refused | Unknown

"""What every change needs at hand, given once by the wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from audience.keys import Keys
from content import imprint
from feeds.feed import Profile
from newsroom.stops import Stops
from outbox.wake import Wake
from storage.engine import Database, Reading


@dataclass(frozen=True, slots=True)
class House:
    """The installation, as those who change it see it."""

    database: Database
    keys: Keys
    public_url: str  # no slash at the end
    stops: Stops
    wake: Wake
    now: Callable[[], datetime]


class NoPublisherError(LookupError):
    """The database has not been given its publisher."""


async def profile(house: House, reading: Reading) -> Profile:
    """All that shapes renditions, as it is at this moment."""
    publisher = await imprint.load(reading)
    if publisher is None:
        raise NoPublisherError
    return Profile(publisher, house.public_url)

"""What an operator must hear of: a warning with a code in the log, for each its own.

`edition_missed` and `release_failed` come from the timetables, `endpoint_gone` from
the posts, `render_failed` from the feeds, `nothing_sent` from here.
"""

import logging

from newsroom import braking
from newsroom.house import House
from outbox.figures import figures, late

log = logging.getLogger(__name__)


async def look(house: House) -> None:
    """Warn of each channel in which what is due does not leave; a pause is no alarm."""
    now = house.now()
    async with house.database.reading() as reading:
        found = late((await figures(reading, now)).due, now)
    if not found:
        return
    paused = {brake.channel for brake in await braking.braked(house)}
    for channel, due in found.items():
        if channel in paused:
            continue
        fields = {
            "code": "nothing_sent",
            "channel": channel,
            "parcels": due.parcels,
            "since": due.oldest.isoformat(timespec="seconds"),
        }
        log.warning("what is due does not leave", extra=fields)

"""Hours that a house slept through, and that are not made up for."""

from jobs import runs
from jobs.timetable import latest
from jobs.upkeep import schedule_of, timetable_of, timetables
from newsroom.house import House


async def pass_over(house: House, node: str) -> list[str]:
    """No newsletter comes out for an hour before now; the names of those that would.

    After a recovery nobody can tell whether the edition of that hour went out: rather
    one by hand than one twice.
    """
    passed = []
    for newsletter, since in await timetables(house):
        run = latest(timetable_of(newsletter), since, house.now())
        if run is None:
            continue
        async with house.database.writing() as transaction:
            await runs.take(
                transaction,
                schedule_of(newsletter),
                run.slot,
                fire_time=run.at,
                node=node,
                at=house.now(),
                state="missed",
            )
        passed.append(newsletter.name)
    return passed

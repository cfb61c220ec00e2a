"""When a newsletter comes out: each local day once, whatever the clocks do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    """A time of day in a zone, on every day or on one day of the week."""

    zone: str
    hour: int
    minute: int
    weekday: int | None = None  # 0 Monday; None: every day


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One run: the local date it stands for, and the instant."""

    slot: str
    at: datetime  # UTC


def after(timetable: Timetable, moment: datetime) -> Occurrence:
    """The first occurrence later than this moment."""
    local = moment.astimezone(ZoneInfo(timetable.zone)).date()
    # An hour that the clocks skip may carry a run past midnight: look a day back.
    found = (run for run in _from(timetable, local - _DAY) if run.at > moment)
    return next(found)


def at(timetable: Timetable, moment: datetime) -> Occurrence | None:
    """The occurrence at exactly this instant, or None."""
    run = after(timetable, moment - timedelta(microseconds=1))
    return run if run.at == moment else None


def latest(timetable: Timetable, since: datetime, until: datetime) -> Occurrence | None:
    """The last occurrence later than `since` and not later than `until`."""
    found = None
    while (run := after(timetable, found.at if found else since)).at <= until:
        found = run
    return found


def slot_now(timetable: Timetable, moment: datetime) -> str:
    """The slot for an edition made by hand: the local date."""
    return moment.astimezone(ZoneInfo(timetable.zone)).date().isoformat()


def _from(timetable: Timetable, first: date) -> Iterator[Occurrence]:
    days = (first + number * _DAY for number in count())
    for day in days:
        if timetable.weekday in (None, day.weekday()):
            yield Occurrence(day.isoformat(), _instant(timetable, day))


def _instant(timetable: Timetable, day: date) -> datetime:
    """The day's moment: a skipped hour moves forward, a repeated one means the first."""
    clock = time(timetable.hour, timetable.minute)
    local = datetime.combine(day, clock, ZoneInfo(timetable.zone))
    return local.astimezone(UTC)

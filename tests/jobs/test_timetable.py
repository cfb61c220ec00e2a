"""Timetables: every local day once, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import timetable
from jobs.timetable import Occurrence, Timetable

# The zones whose clocks APScheduler's CronTrigger was seen to lose days in.
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Riyadh",
)
DAY = timedelta(days=1)
YEAR = [date(2026, 1, 1) + number * DAY for number in range(365)]


def runs_of(table: Timetable, first: date, last: date) -> list[Occurrence]:
    """All occurrences whose slot lies between these days."""
    moment = datetime(first.year, first.month, first.day, tzinfo=UTC) - 2 * DAY
    found: list[Occurrence] = []
    while (run := timetable.after(table, moment)).slot <= last.isoformat():
        if run.slot >= first.isoformat():
            found.append(run)
        moment = run.at
    return found


@pytest.mark.parametrize("minute", [0, 30, 59])
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("zone", ZONES)
def test_no_day_of_the_year_is_skipped_or_doubled(zone: str, hour: int, minute: int):
    found = runs_of(Timetable(zone, hour, minute), YEAR[0], YEAR[-1])

    assert [run.slot for run in found] == [day.isoformat() for day in YEAR]
    assert all(one.at < other.at for one, other in pairwise(found))


@pytest.mark.parametrize("zone", ZONES)
def test_a_run_is_at_its_local_time_but_for_skipped_hours(zone: str):
    place = ZoneInfo(zone)
    for hour in range(24):
        for run in runs_of(Timetable(zone, hour, 30), YEAR[0], YEAR[-1]):
            local = run.at.astimezone(place)
            wanted = datetime.fromisoformat(f"{run.slot}T{hour:02}:30").replace(
                tzinfo=place
            )
            exists = wanted.astimezone(UTC).astimezone(place) == wanted
            if exists and local.replace(tzinfo=None) != wanted.replace(tzinfo=None):
                skipped = wanted.astimezone(UTC).astimezone(place)
                assert skipped.hour == hour + 1


@pytest.mark.parametrize(
    ("zone", "hour", "minute", "slot", "at"),
    [
        # The hour is skipped: forward by as much as the clocks.
        ("Africa/Cairo", 0, 30, "2026-04-24", "2026-04-23T22:30"),
        ("Asia/Beirut", 0, 30, "2026-03-29", "2026-03-28T22:30"),
        ("Europe/Berlin", 2, 30, "2026-03-29", "2026-03-29T01:30"),
        # The day after the change, which CronTrigger loses.
        ("Europe/Berlin", 0, 30, "2026-03-30", "2026-03-29T22:30"),
        # The hour comes twice: the first counts.
        ("Europe/Berlin", 2, 30, "2026-10-25", "2026-10-25T00:30"),
        ("America/New_York", 1, 30, "2026-11-01", "2026-11-01T05:30"),
        ("Africa/Cairo", 23, 30, "2026-10-29", "2026-10-29T20:30"),
        # Ramadan: Morocco leaves its hour, and takes it up again.
        ("Africa/Casablanca", 9, 0, "2026-02-14", "2026-02-14T08:00"),
        ("Africa/Casablanca", 9, 0, "2026-02-15", "2026-02-15T09:00"),
        ("Africa/Casablanca", 9, 0, "2026-03-22", "2026-03-22T08:00"),
        ("Asia/Riyadh", 7, 30, "2026-11-24", "2026-11-24T04:30"),
    ],
)
def test_what_the_clocks_do(zone: str, hour: int, minute: int, slot: str, at: str):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    table = Timetable(zone, hour, minute)

    assert timetable.at(table, moment) == Occurrence(slot, moment)


def test_a_weekly_run_comes_on_its_day_of_the_week():
    table = Timetable("Africa/Casablanca", 9, 0, weekday=6)

    found = runs_of(table, date(2026, 2, 9), date(2026, 3, 31))

    assert [run.slot for run in found] == [
        f"2026-{day}"
        for day in ("02-15", "02-22", "03-01", "03-08", "03-15", "03-22", "03-29")
    ]


@pytest.mark.parametrize("weekday", range(7))
def test_a_year_has_each_day_of_the_week_once_a_week(weekday: int):
    table = Timetable("Africa/Cairo", 0, 30, weekday)

    found = runs_of(table, YEAR[0], YEAR[-1])

    slots = [run.slot for run in found]
    assert slots == [d.isoformat() for d in YEAR if d.weekday() == weekday]


MOMENTS = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001  hypothesis adds the zone itself
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
TABLES = st.builds(
    Timetable,
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(0, 59),
    st.one_of(st.none(), st.integers(0, 6)),
)


@given(TABLES, MOMENTS)
def test_what_comes_after_is_later_and_the_next(table: Timetable, moment: datetime):
    run = timetable.after(table, moment)

    assert run.at > moment
    assert run.at - moment <= timedelta(days=1 if table.weekday is None else 7, hours=2)
    assert timetable.after(table, run.at - timedelta(microseconds=1)) == run


@given(TABLES, MOMENTS)
def test_at_is_the_inverse_of_after(table: Timetable, moment: datetime):
    run = timetable.after(table, moment)

    assert timetable.at(table, run.at) == run
    assert timetable.at(table, run.at + timedelta(seconds=1)) is None
    assert timetable.at(table, run.at - timedelta(seconds=1)) is None


@given(TABLES, MOMENTS, st.integers(0, 30))
def test_the_latest_is_the_last_of_all(table: Timetable, since: datetime, days: int):
    until = since + days * DAY
    every: list[Occurrence] = []
    moment = since
    while (run := timetable.after(table, moment)).at <= until:
        every.append(run)
        moment = run.at

    assert timetable.latest(table, since, until) == (every[-1] if every else None)


def test_an_edition_by_hand_stands_for_the_local_date():
    table = Timetable("Asia/Riyadh", 7, 0)

    evening = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)

    assert timetable.slot_now(table, evening) == "2026-11-24"

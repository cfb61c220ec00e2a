"""The file of stops: whole lines, whatever cut the last one short."""

import asyncio
import json
import stat
from pathlib import Path

import pytest

from newsroom.stops import Stops

KILLED = {
    "kind": "killed",
    "event": 7,
    "article": "x",
    "at": "2026-11-24T06:00:00+00:00",
}
LEFT = {"kind": "left", "subscription": 7, "newsletter": "نشرة", "reader": "1:ab"}


@pytest.fixture
def stops(tmp_path: Path) -> Stops:
    return Stops(tmp_path / "stops.ndjson")


def test_without_a_file_there_are_no_stops(stops: Stops):
    assert stops.read() == []


async def test_stops_are_read_in_the_order_they_came(stops: Stops):
    await stops.append(KILLED)
    await stops.append(LEFT)

    assert stops.read() == [KILLED, LEFT]
    lines = stops.path.read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [KILLED, LEFT]


async def test_nobody_else_may_read_them(stops: Stops):
    await stops.append(KILLED)

    assert stat.S_IMODE(stops.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("kept", range(1, 70))
async def test_a_last_line_that_was_cut_short_costs_no_other(stops: Stops, kept: int):
    await stops.append(KILLED)
    whole = stops.path.read_bytes()
    await stops.append(LEFT)
    line = stops.path.read_bytes()[len(whole) :]
    stops.path.write_bytes(whole + line[:kept])

    before = stops.read()
    await stops.append(LEFT)

    # Without its end a line may still be whole.
    assert before in ([KILLED], [KILLED, LEFT])
    assert stops.read() == [*before, LEFT]


def test_a_line_that_is_no_stop_is_passed_over(stops: Stops):
    stops.path.write_bytes(
        b'\n[1]\n\xff\xfe\n"x"\n' + json.dumps(KILLED).encode() + b"\n"
    )

    assert stops.read() == [KILLED]


async def test_only_what_is_missing_is_added(stops: Stops):
    await stops.append(KILLED)

    assert await stops.add_missing([KILLED, LEFT]) == 1
    assert await stops.add_missing([KILLED, LEFT]) == 0
    assert stops.read() == [KILLED, LEFT]


async def test_an_event_and_a_subscription_of_one_number_are_two(stops: Stops):
    assert await stops.add_missing([KILLED, LEFT]) == 2


async def test_lines_of_a_newer_version_are_no_hindrance(stops: Stops):
    stops.path.write_text('{"kind": "erased", "address": "1:ff"}\n', "utf-8")

    assert await stops.add_missing([KILLED]) == 1


async def test_fifty_at_once_are_fifty_lines(stops: Stops):
    many = [{"kind": "left", "subscription": number} for number in range(50)]

    await asyncio.gather(*(stops.append(stop) for stop in many))

    found = stops.read()
    assert sorted(stop["subscription"] for stop in found) == list(range(50))

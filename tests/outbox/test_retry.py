"""The retry table, rung by rung, with its counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.parcel import Deferred, Delivered, Refused, Unknown
from outbox.retry import next_try

NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
LATER = Deferred("status 500")
MIDDLE = 0.5  # neither earlier nor later


def s(seconds):
    return timedelta(seconds=seconds)


def m(minutes):
    return timedelta(minutes=minutes)


def h(hours):
    return timedelta(hours=hours)


def waits(ladder, jitter=MIDDLE):
    """Every wait of a parcel that never succeeds."""
    found: list[timedelta] = []
    while due := next_try(ladder, len(found) + 1, NOW, LATER, jitter):
        found.append(due - NOW)
    return found


TABLE = {
    "webhook": [s(5), m(5), m(30), h(2), h(5), h(10), h(14), h(20), h(24)],
    "mail": [m(1), m(2), m(5), m(15), m(30), h(1), h(2), h(4), *[h(6)] * 10],
    "kill": [s(30), m(2), m(10), m(30), *[h(1)] * 167],
    "websub": [s(10), m(1), m(10), h(1), h(6)],
}


@pytest.mark.parametrize("ladder", TABLE)
def test_every_rung_is_as_decided(ladder):
    assert waits(ladder) == TABLE[ladder]


@pytest.mark.parametrize(
    ("ladder", "attempts", "total"),
    [
        ("webhook", 10, timedelta(hours=75, minutes=35, seconds=5)),
        ("mail", 19, timedelta(hours=67, minutes=53)),  # one more would pass 72 h
        ("kill", 172, timedelta(hours=167, minutes=42, seconds=30)),
        ("websub", 6, timedelta(hours=7, minutes=11, seconds=10)),
    ],
)
def test_attempts_and_their_span(ladder, attempts, total):
    assert 1 + len(waits(ladder)) == attempts
    assert sum(waits(ladder), timedelta()) == total


@pytest.mark.parametrize("ladder", TABLE)
@pytest.mark.parametrize(("jitter", "factor"), [(0.0, 0.8), (0.25, 0.9), (1.0, 1.2)])
def test_jitter_moves_every_rung_by_a_fifth_at_most(ladder, jitter, factor):
    for moved, plain in zip(waits(ladder, jitter), TABLE[ladder], strict=True):
        assert moved / plain == pytest.approx(factor)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (None, s(5)),
        (0, s(5)),
        (-60, s(5)),
        (3, s(5)),  # sooner than the rung is not our pace
        (7.5, s(7.5)),
        (3600, h(1)),
        (86_400, h(24)),
        (86_401, h(24)),
        (float("inf"), h(24)),
    ],
)
def test_retry_after_is_honoured_up_to_a_day(asked, wait):
    outcome = Deferred("status 429", code=429, retry_after=asked)

    assert next_try("webhook", 1, NOW, outcome, MIDDLE) == NOW + wait


@given(st.floats(0, 86_400), st.floats(0, 1), st.integers(1, 9))
def test_no_jitter_comes_before_retry_after(asked, jitter, attempts):
    outcome = Deferred("status 503", code=503, retry_after=asked)
    due = next_try("webhook", attempts, NOW, outcome, jitter)

    assert due is not None
    assert due >= NOW + timedelta(seconds=asked)


def test_retry_after_grants_no_further_attempt():
    outcome = Deferred("status 429", retry_after=60)

    assert next_try("webhook", 10, NOW, outcome, MIDDLE) is None


@pytest.mark.parametrize(
    "outcome", [Delivered("https"), Refused("410 Gone"), Unknown("lost after the dot")]
)
@pytest.mark.parametrize("ladder", TABLE)
def test_only_what_is_deferred_is_tried_again(ladder, outcome):
    assert next_try(ladder, 1, NOW, outcome, MIDDLE) is None


def test_nothing_is_tried_when_it_has_lost_its_sense():
    assert next_try("mail", 1, NOW, LATER, MIDDLE, NOW + m(1)) is None
    assert next_try("mail", 1, NOW, LATER, MIDDLE, NOW + s(61)) == NOW + m(1)


def test_an_attempt_that_was_not_made_is_a_mistake():
    with pytest.raises(ValueError, match="0 attempts"):
        next_try("mail", 0, NOW, LATER, MIDDLE)

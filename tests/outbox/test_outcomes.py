"""What becomes of a parcel, by outcome and rung: one table."""

from datetime import UTC, datetime, timedelta

import pytest

from outbox.claims import Claimed
from outbox.outcomes import Attempt, Verdict, judge
from outbox.parcel import Deferred, Delivered, Outcome, ParcelState, Refused, Unknown
from outbox.retry import Ladder

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def verdict(
    outcome: Outcome,
    *,
    before: int = 0,
    ladder: Ladder = "webhook",
    jitter: float = 0.5,
) -> Verdict:
    parcel = Claimed("p", "m", "webhook", "e", before, "lease")
    return judge(Attempt(parcel, ladder, outcome, NOW, 5), jitter)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (
            Delivered("smtp:relay", 250, "queued"),
            Verdict(ParcelState.DELIVERED, None, None, "smtp:relay"),
        ),
        (
            Refused("550 no such user", transport="smtp:relay"),
            Verdict(ParcelState.REFUSED, "550 no such user", None, "smtp:relay"),
        ),
        (
            Refused("410 Gone", gone=True),
            Verdict(ParcelState.REFUSED, "410 Gone", None, ""),
        ),
        (
            Deferred("500"),
            Verdict(ParcelState.WAITING, "500", NOW + timedelta(seconds=5), None),
        ),
        (
            Unknown("cut off"),
            Verdict(ParcelState.WAITING, "cut off", NOW + timedelta(seconds=5), None),
        ),
        (
            Deferred("429", retry_after=3600.0),
            Verdict(ParcelState.WAITING, "429", NOW + 60 * MINUTE, None),
        ),
    ],
)
def test_the_outcome_decides(outcome: Outcome, expected: Verdict):
    assert verdict(outcome) == expected


@pytest.mark.parametrize(
    ("ladder", "before", "wait"),
    [
        ("webhook", 1, 5 * MINUTE),
        ("webhook", 2, 30 * MINUTE),
        ("mail", 0, MINUTE),
        ("kill", 0, MINUTE / 2),
        ("websub", 0, MINUTE / 6),
    ],
)
def test_the_ladder_and_the_rung_decide_when(
    ladder: Ladder, before: int, wait: timedelta
):
    assert verdict(Deferred("500"), ladder=ladder, before=before).due == NOW + wait


def test_the_wait_is_spread():
    early, late = (verdict(Deferred("500"), jitter=jitter).due for jitter in (0, 1))

    assert (early, late) == (NOW + timedelta(seconds=4), NOW + timedelta(seconds=6))


def test_after_the_last_rung_what_was_deferred_is_refused():
    expected = Verdict(ParcelState.REFUSED, "500", None, "https")

    assert verdict(Deferred("500", transport="https"), before=9) == expected


def test_after_the_last_rung_nobody_knows_whether_it_arrived():
    expected = Verdict(ParcelState.UNKNOWN, "cut off", None, "https")

    assert verdict(Unknown("cut off", transport="https"), before=9) == expected

import locale
from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.moments import rfc822, rfc3339, whole

RIYADH = timezone(timedelta(hours=3))
AT = datetime(2026, 11, 22, 1, 2, 3, 999_999, tzinfo=RIYADH)


def test_a_moment_is_told_in_utc_without_its_fraction():
    assert whole(AT) == datetime(2026, 11, 21, 22, 2, 3, tzinfo=UTC)
    assert rfc3339(AT) == "2026-11-21T22:02:03Z"


def test_an_rss_date_is_english_and_has_a_numeric_zone():
    assert rfc822(AT) == "Sat, 21 Nov 2026 22:02:03 +0000"


def test_an_rss_date_does_not_ask_the_locale(monkeypatch):
    def refuse(*_):
        raise AssertionError("the locale of the process was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert rfc822(AT) == "Sat, 21 Nov 2026 22:02:03 +0000"


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no zone"):
        whole(datetime(2026, 11, 22))  # noqa: DTZ001 - the mistake itself

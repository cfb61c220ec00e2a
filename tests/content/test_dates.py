from datetime import UTC, date, datetime

import pytest

from content.dates import hijri, long_date

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "zone", "months", "expected"),
    [
        ("ar", "UTC", "ar", "22 نوفمبر 2026"),
        ("ar", "Asia/Beirut", "ar", "23 نوفمبر 2026"),
        ("ar", "UTC", "ar_LB", "22 تشرين الثاني 2026"),
        ("ar-LB", "UTC", "dual", "22 تشرين الثاني/نوفمبر 2026"),
        ("en", "UTC", "ar", "22 November 2026"),
        ("", "UTC", "ar", "22 November 2026"),
        ("fr", "UTC", "ar", "22 novembre 2026"),
        ("no such", "UTC", "ar", "22 November 2026"),
    ],
)
def test_days_are_told_by_the_zones_clock(language, zone, months, expected):
    assert long_date(AT, language, zone, months) == expected


def test_arabic_digits_are_a_choice():
    assert long_date(AT, "ar", "UTC", digits="arab") == "٢٢ نوفمبر ٢٠٢٦"


def test_no_locale_brings_marks_of_direction():
    for months in ("ar", "ar_EG", "ar_SA", "ar_LB", "ar_MA", "ar_DZ"):
        assert "\u200f" not in long_date(AT, "ar", "UTC", months)


def test_the_hijri_day_is_that_of_umm_al_qura():
    assert hijri(date(2026, 11, 22)) == "12 جمادى الآخرة 1448 هـ"
    assert hijri(date(2026, 11, 22), "arab") == "١٢ جمادى الآخرة ١٤٤٨ هـ"


@pytest.mark.parametrize("day", [date(1924, 7, 31), date(2077, 11, 17)])
def test_outside_its_years_there_is_no_hijri_day(day):
    assert hijri(day) is None

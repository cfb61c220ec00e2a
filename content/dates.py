"""Dates as people read them."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_month_names
from hijridate import Gregorian

from content.arabic import strip_bidi

Digits = Literal["latn", "arab"]

# Babel's numbering_system="arab" keeps Latin digits, so they are changed afterwards.
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def long_date(
    at: datetime, language: str, zone: str, months: str = "ar", digits: Digits = "latn"
) -> str:
    """The day as the zone's clocks have it: «22 نوفمبر 2026», “22 November 2026”.

    *months* names whose month names Arabic takes: ``ar``, ``ar_LB`` …, or ``dual``
    for «تشرين الثاني/نوفمبر».
    """
    day = at.astimezone(ZoneInfo(zone)).date()
    if not language.startswith("ar"):
        return format_date(day, "long", locale=_locale(language))
    text = _dual(day) if months == "dual" else format_date(day, "long", locale=months)
    # Some Arabic locales put marks of direction between day and month.
    return _in_digits(strip_bidi(text), digits)


def hijri(day: date, digits: Digits = "latn") -> str | None:
    """The day in the Umm al-Qura calendar; None outside the years it is set for."""
    try:
        there = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return None
    return _in_digits(f"{there.day} {there.month_name('ar')} {there.year} هـ", digits)


def _dual(day: date) -> str:
    names = (get_month_names("wide", locale=of)[day.month] for of in ("ar_LB", "ar"))
    return f"{day.day} {'/'.join(dict.fromkeys(names))} {day.year}"


def _locale(language: str) -> Locale:
    """Day before month for English, as the house writes; English for the unknown."""
    if language in ("en", ""):
        return Locale("en", "GB")
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en", "GB")


def _in_digits(text: str, digits: Digits) -> str:
    return text.translate(_ARABIC_DIGITS) if digits == "arab" else text

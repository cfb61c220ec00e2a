"""The line that says whose the text is, and who that is."""

import re

from content.folding import folded

LONGEST = 200  # a longer text speaks about rights, it does not state them

_CERTAIN = re.compile(
    r"^\W*(?:(?:جميع|كافه|كل)\s+)?(?:ال)?حقوق\b.{0,40}محفوظ"
    r"|^\W*(?:©|copyright\s*(?:©|\(c\))|\(c\)\s*\d{4}|copyright\s+\d{4})"
    r"|^\W*all rights reserved"
)
_LIKELY = re.compile(
    r"حقوق.{0,40}محفوظ|©|\(c\)\s*\d{4}|copyright|all rights reserved"
    r"|يمنع.{0,40}(?:نشر|نسخ)"
)
_YEARS = r"(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)"
# In this order: one alternation would take the ل of لصالح for the preposition.
_HOLDERS = (
    re.compile(r"لصالح\s+(?P<holder>.+)"),
    re.compile(r"محفوظه?\s+(?:لدي\s+|لل(?=\w)|ل(?=\w))(?P<holder>.+)"),
    re.compile(rf"(?:©|\(c\))\s*{_YEARS}?(?:by\s+)?(?P<holder>.+)"),
    re.compile(rf"copyright\s*{_YEARS}?(?:by\s+)?(?P<holder>.+)"),
    re.compile(r"reserved\s+(?:by|to|for)\s+(?:the\s+)?(?P<holder>.+)"),
)
_ENDINGS = re.compile(
    rf"[.؛;|]\s.*$|[\s,،]*(?:©|{_YEARS})$|[\s.,،؛:©-]+$|\s*,?\s*all rights reserved.*$",
    re.IGNORECASE,
)


def is_rights_line(text: str) -> bool:
    """Whether a line at the end of a text may be its rights line."""
    return _matches(_LIKELY, text)


def is_certain(text: str) -> bool:
    """Whether the line can be nothing but a rights line, wherever it stands."""
    return _matches(_CERTAIN, text)


def holder_of(text: str) -> str | None:
    """Who holds the rights, in the line's own spelling."""
    fold = folded(text)
    for pattern in _HOLDERS:
        if match := pattern.search(fold.text):
            start, end = fold.raw_span(*match.span("holder"))
            article = "ال" if "لل" in match[0][: -len(match["holder"])] else ""
            return _trimmed(article + text[start:end])
    return None


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= LONGEST and bool(pattern.search(folded(text).text))


def _trimmed(holder: str) -> str | None:
    """The name without what follows it: a full stop, a year, another sentence."""
    while (shorter := _ENDINGS.sub("", holder).strip()) != holder:
        holder = shorter
    return holder or None

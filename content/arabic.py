"""Text in two directions: cleaned when it comes in, marked only when it goes out."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from content.article import Direction

RLM, LRM = "\u200f", "\u200e"
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
SHORT = 24  # letters of a run that a page keeps on one line

_MARKS = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F)])
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What XML 1.0 §2.2 cannot carry, the other controls, and noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(0x10000 * p + 0xFFFE)}{chr(0x10000 * p + 0xFFFF)}" for p in range(1, 17)
    )
    + "]"
)

_RTL = (
    "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_LATIN = f"(?:(?![{_RTL}])[^\\W\\d_][\u0300-\u036f]*)"
_WORD = f"(?:{_LATIN}|[0-9])"
_TOKEN = re.compile(
    rf"(?:https?://|www\.)[^\s«»“”<>{_RTL}]*[\w/]"
    rf"|{_LATIN}{_WORD}*(?:[+#]+|(?:[ .\-_/&'’@]+{_WORD}+)*)"
    r"|\+\d[\d ]*\d|[$€£]\s?\d+(?:[.,]\d+)*"
)
_LETTER = f"(?:(?=[{_RTL}])[^\\W\\d_])"
_ARABIC_RUN = re.compile(
    rf"{_LETTER}(?:(?:(?!{_LATIN}).)*(?:{_LETTER}|[\u0610-\u061a\u064b-\u065f\u0670]))?"
)


def clean(text: str) -> str:
    r"""The text in NFC with no control but ``\n`` and nothing XML 1.0 cannot carry."""
    lines = _BREAKS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", lines))


def strip_bidi(text: str) -> str:
    """The text without marks, embeddings, overrides and isolates of direction."""
    return text.translate(_MARKS | _ISOLATES)


def first_strong(text: str) -> Direction | None:
    """The direction a reader that looks at the first strong letter would take."""
    depth = 0  # UAX #9 P2: what stands inside an isolate is passed over
    for character in text:
        if character in (LRI, RLI, FSI):
            depth += 1
        elif character == PDI:
            depth = max(0, depth - 1)
        elif depth == 0 and (strong := _strong(character)):
            return strong
    return None


def direction_of(
    language: str | None, text: str, default: Direction = "rtl"
) -> Direction:
    """The language's direction; of an unknown one, that of most letters."""
    return _language_direction(language or "") or majority(text) or default


def majority(text: str) -> Direction | None:
    """The direction of most letters; None where there are none.

    Arabic prose is full of Latin names: four letters in ten are enough.
    """
    strong = [_strong(character) for character in strip_bidi(text)]
    right, left = strong.count("rtl"), strong.count("ltr")
    if right + left == 0:
        return None
    return "rtl" if right >= 0.4 * left else "ltr"


def block_language(
    text: str, language: str, direction: Direction
) -> tuple[str, Direction]:
    """The language and direction of a block in an article of these."""
    most = majority(text)
    if most in (None, direction):
        return language, direction
    return ("ar", "rtl") if most == "rtl" else ("en", "ltr")


def marked(text: str, direction: Direction) -> str:
    """The text with a mark in front, only where a reader would guess it wrong."""
    if text and direction == "rtl" and first_strong(text) != "rtl":
        return RLM + text
    return text


def bidi_text(text: str, direction: Direction = "rtl") -> str:
    """Plain text that looks the same wherever it stands, each line by itself."""
    lines = strip_bidi(text).split("\n")
    return "\n".join(_bidi_line(line, direction) for line in lines)


def bidi_html(text: str, direction: Direction = "rtl", tag: str = "span") -> Markup:
    """The text escaped, its runs of the other direction each in an element.

    Pages say ``tag="bdi"``; mail and feeds keep ``span``, which every client knows.
    """
    closing = Markup(f"</{tag}>")  # noqa: S704 - our own word
    return Markup("").join(
        run_tag(part, direction, tag) + part + closing if is_run else escape(part)
        for part, is_run in _parts(strip_bidi(text), direction)
    )


def _strong(character: str) -> Direction | None:
    category = unicodedata.bidirectional(character)
    if category in ("R", "AL"):
        return "rtl"
    return "ltr" if category == "L" else None


@cache
def _language_direction(language: str) -> Direction | None:
    try:
        order = Locale.parse(language, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return None
    return "rtl" if order == "rtl" else "ltr"


def _bidi_line(line: str, direction: Direction) -> str:
    if direction == "ltr" and not _ARABIC_RUN.search(line):
        return line
    edge, opening = (RLM, LRI) if direction == "rtl" else (LRM, RLI)
    inner = "".join(
        f"{opening}{part}{PDI}" if is_run else part
        for part, is_run in _parts(line, direction)
    )
    return f"{edge}{inner}{edge}" if inner.strip() else line


def runs(text: str, direction: Direction) -> list[tuple[int, int]]:
    """Where the text runs against the direction."""
    pattern = _TOKEN if direction == "rtl" else _ARABIC_RUN
    return [match.span() for match in pattern.finditer(text)]


def run_tag(part: str, direction: Direction, tag: str) -> Markup:
    """What opens the element of a run that stands in a text of this direction."""
    attributes = 'dir="ltr"' if direction == "rtl" else 'dir="rtl" lang="ar"'
    whole = ' class="nb"' if tag == "bdi" and len(part) <= SHORT else ""
    return Markup(f"<{tag} {attributes}{whole}>")  # noqa: S704 - our own words


def _parts(text: str, direction: Direction) -> list[tuple[str, bool]]:
    """The text cut up, with whether each part runs against the direction."""
    spans = runs(text, direction)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    against = set(spans)
    return [(text[a:b], (a, b) in against) for a, b in pairwise(edges) if a < b]

"""Short forms of a text that read as if they had been written short."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from content.article import Article

ELLIPSIS = "…"
LONGEST_WORD = 60  # letters; what goes on longer is not words parted by spaces
WORDS_A_MINUTE = {"ar": 180, "en": 238}  # silent reading

_PAIRS = {
    "“": "”",
    "«": "»",
    "‹": "›",
    "„": "“",
    "(": ")",
    "[": "]",
    "{": "}",
    "\u2066": "\u2069",
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
_CLOSERS = frozenset(_PAIRS.values())
_SENTENCE_END = re.compile(r"[.!?؟…][”»›\"')\]]*(?=\s)")
_DANGLING = " \n\u00a0،؛,;:-–—" + "".join(_PAIRS)
FUNCTION_WORDS = frozenset(
    [
        "و",
        "ف",
        "في",
        "من",
        "على",
        "إلى",
        "الى",
        "عن",
        "مع",
        "بين",
        "حتى",
        "منذ",
        "عند",
        "لدى",
        "خلال",
        "بعد",
        "قبل",
        "ثم",
        "أو",
        "او",
        "أم",
        "أن",
        "ان",
        "إن",
        "لأن",
        "كأن",
        "لكن",
        "ولكن",
        "بل",
        "لا",
        "لم",
        "لن",
        "ما",
        "قد",
        "هذا",
        "هذه",
        "ذلك",
        "تلك",
        "التي",
        "الذي",
        "الذين",
        "اللذان",
        "اللتان",
        "كما",
        "حيث",
        "إذا",
        "اذا",
        "كان",
        "كانت",
        "يا",
        "أي",
        "كل",
        "غير",
        "سوى",
        "وهو",
        "وهي",
        "وفي",
        "ومن",
        "وعلى",
        "وإلى",
        "والتي",
        "والذي",
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "but",
        "for",
        "from",
        "by",
        "with",
        "as",
        "that",
        "which",
        "who",
        "is",
        "are",
        "was",
        "were",
    ]
)


def excerpt(text: str, limit: int) -> str:
    """The text's beginning in at most *limit* visible letters.

    It ends with a sentence if one ends late enough, else after a word and with an
    ellipsis; no quotation stays open, no letter loses its marks, and no word that
    only leads to the next one is left at the end.
    """
    if _visible(text) <= limit:
        return text
    fitting = (part for part in _candidates(text, limit) if _visible(part) <= limit)
    return next(fitting, ELLIPSIS)


def summary_of(article: Article, limit: int = 300) -> str:
    """The article's own summary, else an excerpt of its lead."""
    first = article.blocks[0].text if article.blocks else ""
    return article.summary or excerpt(article.lead or first, limit)


def reading_minutes(article: Article) -> int:
    """The minutes a silent reader takes, at least one."""
    language = article.language.partition("-")[0]
    words = sum(len(block.text.split()) for block in article.blocks)
    pace = WORDS_A_MINUTE.get(language, WORDS_A_MINUTE["ar"])
    return max(1, round(words / pace))


def _candidates(text: str, limit: int) -> Iterator[str]:
    """Ways to end, the best first."""
    head = text[: _reach(text, limit)]
    ends = [match.end() for match in _SENTENCE_END.finditer(head + " ")]
    for end in reversed(ends):
        if _visible(head[:end]) >= 0.6 * limit and text[end : end + 1].isspace():
            yield _closed(head[:end])
    edges = [i for i in range(1, len(head) + 1) if text[i : i + 1].isspace()]
    for edge in reversed(edges):
        if words := _without_dangling(head[:edge]):
            yield _closed(words, ELLIPSIS)
    if limit >= LONGEST_WORD:
        yield _closed(text[: _reach(text, limit - 1)], ELLIPSIS)


def _visible(text: str) -> int:
    return sum(_is_visible(character) for character in text)


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Mn", "Me", "Cf")


def _reach(text: str, limit: int) -> int:
    """Where the letter after the first *limit* visible ones begins; there is one."""
    counts = accumulate(map(_is_visible, text))
    return next(index for index, count in enumerate(counts) if count > limit)


def _without_dangling(text: str) -> str:
    """The text without joining words, openers and weak punctuation at its end."""
    bare = text.rstrip(_DANGLING)
    start, _, last = bare.rpartition(" ")
    word = "".join(filter(_is_visible, last)).strip("“”«»()")
    if word.lower() in FUNCTION_WORDS:
        return _without_dangling(start)
    return bare


def _closed(text: str, ending: str = "") -> str:
    """The text with its ending, then what closes its open quotations."""
    waiting: list[str] = []
    for character in text:
        if waiting and character == waiting[-1]:
            waiting.pop()
        elif character in _PAIRS:
            waiting.append(_PAIRS[character])
    straight = '"' * (text.count('"') % 2)
    return text + ending + straight + "".join(reversed(waiting))

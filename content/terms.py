"""The terms under which words are found: as written, and without what clings to them."""

import re
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from content.folding import Folded, folded, stem

# Digits, letters written to the left and all others part company, so that Su-35,
# Su35 and «بـS-400» hold the same words whatever stands between them.
_LEFTWARD = (
    "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_WORD = re.compile(rf"\d+|(?:(?![\d_])[{_LEFTWARD}])+|[^\W\d_{_LEFTWARD}]+")

# What light10 leaves in front: particles, alone and before one that it knows.
_PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_BEFORE_ARTICLE = ("وبال", "فبال", "وكال", "فكال", "ولل", "فلل")
_FUTURE = ("س", "وس", "فس")  # only before a verb's own ي, ت, ن
# And what it leaves behind: pronouns, also after a ta marbuta, and tanwin's bare alef.
_ENCLITICS = (
    *("تهما", "تهم", "تنا", "تكم", "تها", "ته", "تين", "تان", "تي"),
    *("هما", "هم", "هن", "نا", "كم", "وا", "يا", "ا"),
)
_SHORTEST = 3  # letters of a word that particles may cling to
_SURE = 4  # letters of one that is no chance remainder of another word

# Common words whose own first or last letters look like particles.
_WHOLE = frozenset(
    [
        "لبنان",
        "ايران",
        "عمان",
        "سودان",
        "طهران",
        "افغانستان",
        "باكستان",
        "برلمان",
        "سلطان",
        "انسان",
        "ميدان",
        "رمضان",
        "ديوان",
        "عنوان",
        "نيسان",
        "حزيران",
        "ميزان",
        "يونان",
        "عثمان",
        "قران",
        "سكان",
        "بيان",
        "لسان",
        "كمال",
        "كامل",
        "كامله",
        "كتاب",
        "كلام",
        "كبير",
        "كبيره",
        "كثير",
        "كثيره",
        "كثيرا",
        "كاتب",
        "كافه",
        "كانت",
        "فريق",
        "فرنسا",
        "فساد",
        "فلسطين",
        "فنان",
        "لقاء",
        "لجنه",
        "لاعب",
        "بلاد",
        "بلدان",
        "بناء",
        "باحث",
        "بارز",
        "بحار",
        "بارد",
        "بيروت",
        "بغداد",
        "بنان",
        "سوريا",
        "ليبيا",
        "لغات",
        "فوق",
        "فضاء",
        "فصول",
        "فجر",
        "وطن",
        "وقت",
        "وجود",
        "وزير",
        "وزاره",
        "وزارات",
        "وصول",
        "واقع",
        "واحد",
        "وحده",
        "وسط",
        "وضع",
        "وفد",
        "وفاه",
        "وكاله",
        "والد",
        "والي",
        "واسع",
        "وثيق",
        "وسيط",
        "ورشه",
        "ورقه",
        "ورق",
        "وسائل",
    ]
)
_ARTICLES = ("وال", "بال", "كال", "فال", "ال")


class Readings(NamedTuple):
    """The stems of a word: those to rely on, and short ones that may be chance."""

    sure: frozenset[str]
    chance: frozenset[str]


class Place(NamedTuple):
    """A folded word and where it stands in the raw text."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def readings(word: str) -> Readings:
    """The stems under which a folded word stands, by light10 and by its particles."""
    bare = _without_article(word)
    if bare in _WHOLE:
        return Readings(frozenset({bare}), frozenset())
    light = stem(word)
    others = {
        reading
        for rest in _inner(word)
        for reading in (_without_article(rest), _stem(rest))
        if len(reading) >= _SHORTEST
    }
    sure = {light, *(reading for reading in others if len(reading) >= _SURE)}
    return Readings(frozenset(sure), frozenset(others - sure))


def words(text: str) -> list[str]:
    """The folded words of the text, in order."""
    return [place.word for place in places(text)]


def places(text: str) -> list[Place]:
    """The folded words of the text with their places in the raw one, marks included."""
    whole = folded(text)
    return [
        Place(match.group(), *_raw_span(whole, text, *match.span()))
        for match in _WORD.finditer(whole.text)
    ]


def _stem(word: str) -> str:
    bare = _without_article(word)
    return bare if bare in _WHOLE else stem(word)


def _without_article(word: str) -> str:
    """The word without an article, or without a و before one of the whole words."""
    for article in (*_ARTICLES, "و", "لل", "ب", "ل", "ف", "ك"):
        bare = word.removeprefix(article)
        if bare != word and (bare in _WHOLE or article in _ARTICLES):
            return bare if len(bare) >= 2 else word
    return word


def _inner(word: str) -> set[str]:
    """The word without each of the particles that may cling to it."""
    fronts = {word, *_without_particles(word)}
    return fronts | {
        front.removesuffix(ending)
        for front, ending in product(fronts, _ENCLITICS)
        if front.endswith(ending) and len(front) - len(ending) >= _needed(ending)
    }


def _needed(ending: str) -> int:
    # العليا is not على: one alef alone proves little.
    return _SURE if ending in ("ا", "يا", "نا", "وا") else _SHORTEST


def _without_particles(word: str) -> set[str]:
    fronts = {
        word.removeprefix(particle)
        for particle in (*_PROCLITICS, *_BEFORE_ARTICLE)
        if word.startswith(particle) and len(word) - len(particle) >= _SHORTEST
    }
    verbs = {
        word.removeprefix(particle)
        for particle in _FUTURE
        if word.startswith(particle) and len(word) - len(particle) >= _SURE
    }
    fronts |= {verb for verb in verbs if verb[0] in "يتن"}
    # للجنة is ل and اللجنة, of which one ل is the word's own.
    return fronts | ({word[1:]} if word.startswith("لل") else set())


def _raw_span(whole: Folded, text: str, start: int, end: int) -> tuple[int, int]:
    first, last = whole.raw_span(start, end)
    following = whole.origins[end] if end < len(whole.origins) else len(text)
    tail = text[last:following]
    return first, last + len(tail.rstrip(_UNSEEN))


_UNSEEN = "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"

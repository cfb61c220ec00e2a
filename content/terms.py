"""The terms under which words are found: as written, and without what clings to them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from content.excerpts import FUNCTION_WORDS
from content.folding import Folded, fold, folded, stem

# Digits, letters written to the left and all others part company, so that Su-35,
# Su35 and «بـS-400» hold the same words whatever stands between them.
_LEFTWARD = (
    "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_WORD = re.compile(rf"\d+|(?:(?=[{_LEFTWARD}])[^\W\d_])+|[^\W\d_{_LEFTWARD}]+")

# Marks of direction and joiners: they fold to nothing and belong to no word.
_UNSEEN = (
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)

_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")  # light10 takes them off, and و
# What it leaves in front: particles, alone and before one that it knows.
_PROCLITICS = ("ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك")
_BEFORE_ARTICLE = ("وبال", "فبال", "وكال", "فكال", "ولل", "فلل")
_FUTURE = ("س", "وس", "فس")  # only before a verb's own ي, ت, ن
# And what it leaves behind: pronouns, with what stands for a ة or ات before them, and
# the alef of a tanwin that nobody wrote.
_ENCLITICS = {
    **dict.fromkeys(("اتهم", "اتها", "اتنا", "اتكم", "اته", "اتي"), "ات"),
    **dict.fromkeys(
        ("تهما", "تهم", "تنا", "تكم", "تها", "ته", "تين", "تان", "تي"), "ه"
    ),
    **dict.fromkeys(("هما", "هم", "هن", "كم", "نا", "وا", "يا", "ا"), ""),
}
_WEAK = ("نا", "وا", "يا", "ا")  # العليا is not على
_KEPT = ("ان", "ون", "ين", "ات")  # light10 takes them from امارات, not from اماراتي
# Of a word of two letters: لغة, لغات and لغتها are one, لغ is none.
_FEMININE = ("اتها", "اتهم", "اته", "تها", "تهم", "تين", "تان", "ته", "ات", "ه")
_SHORTEST = 3  # letters of a word that particles may cling to
_SURE = 4  # letters of one that is no chance remainder of another word

# Beginnings of common words whose first letter is no particle.
_OWN_FRONTS = (
    *("بارد", "بارز", "باحث", "بحار", "بطاق", "بلاد", "بلدان", "بناء", "بيان"),
    *("بيروت", "فرنس", "فريق", "فساد", "فصول", "فضاء", "فلسطين", "فنان"),
    *("كاتب", "كافه", "كامل", "كانت", "كبار", "كبير", "كتاب", "كثير", "كلام", "كمال"),
    *("لاعب", "لبنان", "لسان", "لغات", "لقاء", "لجان"),
    *("واحد", "وحد", "وزير", "وزار", "وزرا", "وسط", "وسيط", "وصل", "وصول", "وضع"),
    *("وفد", "وفود", "وقت", "وكال", "ولاي", "وثيق", "وثاي", "ورق", "ورش", "وطن"),
)
_JOINING = frozenset(fold(word) for word in FUNCTION_WORDS)
# Common names whose ending is no dual and no plural.
_OWN_ENDS = frozenset(
    [
        *("لبنان", "ايران", "عمان", "سودان", "طهران", "افغانستان", "باكستان", "يونان"),
        *("برلمان", "سلطان", "انسان", "ميدان", "ديوان", "عنوان", "ميزان", "بيان"),
        *("رمضان", "نيسان", "حزيران", "سكان", "لسان", "فنان", "بلدان"),
        *("كانون", "قانون", "فلسطين", "تلفزيون"),
    ]
)


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
    if (joining := word.removeprefix("و")) in _JOINING:
        return Readings(frozenset({joining}), frozenset())
    spelled = word.replace("ؤو", "يو").replace("ءو", "يو")  # مسؤول is مسئول
    fronts = _without_proclitics(spelled)
    sure = _stems([spelled, *_before_article(spelled)])
    others = _stems(fronts)
    sure |= {stem for stem in others if len(stem) >= _SURE}
    chance = {stem for stem in others - sure if len(stem) >= _SHORTEST}
    return Readings(frozenset(sure), frozenset(chance))


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


def _stems(found: Iterable[str]) -> set[str]:
    bare = {each for word in found for each in _without_article(word)}
    bare |= {rest for word in bare for rest in _without_enclitics(word)}
    kept = {word for word in bare if word.endswith(_KEPT)}
    return kept | {_without_ending(word) for word in bare}


def _without_article(word: str) -> list[str]:
    """The word without its article, and as it is where that might be its own."""
    article = next((a for a in _ARTICLES if word.startswith(a)), "")
    rest = word.removeprefix(article)
    if article and len(rest) >= _SHORTEST:
        return [rest]
    if article and len(rest) == 2:
        return [rest, word]
    if word.startswith("و") and len(word) > _SHORTEST:
        return [word] if word.startswith(_OWN_FRONTS) else [word, word[1:]]
    return [word]


def _without_ending(word: str) -> str:
    """The word without light10's endings, if three letters are left."""
    if word in _OWN_ENDS:
        return word
    bare = stem(f"ال{word}")  # an article in front keeps it from taking any other
    if len(bare) >= _SHORTEST or len(word) < _SHORTEST:
        return bare
    feminine = next((e for e in _FEMININE if word.endswith(e)), "")
    rest = word.removesuffix(feminine)
    if feminine and len(rest) >= 2:
        return rest if len(rest) >= _SHORTEST else f"{rest}ه"
    return word.removesuffix("ها") if len(word) > _SHORTEST else word


def _without_enclitics(word: str) -> list[str]:
    rests = (
        (ending, word.removesuffix(ending) + before)
        for ending, before in _ENCLITICS.items()
        if word.endswith(ending)
    )
    return [
        rest
        for ending, rest in rests
        if len(rest) >= (_SURE if ending in _WEAK else _SHORTEST)
    ]


def _before_article(word: str) -> list[str]:
    return [word.removeprefix(p) for p in _BEFORE_ARTICLE if word.startswith(p)]


def _without_proclitics(word: str) -> list[str]:
    # للجنة is ل and اللجنة, of which one ل is the word's own.
    if word.startswith("لل"):
        return [word[1:]]
    if word.startswith(_OWN_FRONTS):
        return []
    if word[1:].startswith(_OWN_FRONTS):
        return [word[1:]] if word[0] in "وفبلك" else []
    rests = [
        word.removeprefix(particle)
        for particle in (*_PROCLITICS, *_FUTURE)
        if word.startswith(particle)
        and (particle not in _FUTURE or word.removeprefix(particle)[:1] in "يتن")
    ]
    return [rest for rest in rests if len(rest) >= _SHORTEST]


def _raw_span(whole: Folded, text: str, start: int, end: int) -> tuple[int, int]:
    first, last = whole.raw_span(start, end)
    following = whole.origins[end] if end < len(whole.origins) else len(text)
    tail = text[last:following]
    return first, last + len(tail.rstrip(_UNSEEN))

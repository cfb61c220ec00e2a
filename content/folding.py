"""Spellings of one word made equal, for finding and comparing; never for showing."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

_DROPPED = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u0640"
    "\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SAME = str.maketrans("آأإٱىیئةک", "اااايييهك")
_WORD = re.compile(r"\w+")
# Tanwin and the alef that carries it, at a word's end, written in either order.
_TANWIN = re.compile("ا\u064b(?!\\w)|\u064bا(?!\\w)")

# The affixes of Lucene's light10, longest first.
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


class Folded(NamedTuple):
    """A folded text and, for each of its letters, its place in the raw one."""

    text: str
    origins: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded letters from *start* to *end* stand in the raw text."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> str:
    """The text in one spelling: no marks, one alef, one ya, Latin digits, lower case."""
    return folded(text).text


def folded(text: str) -> Folded:
    """The folded text with the way back."""
    silent = {i for m in _TANWIN.finditer(text) for i in range(*m.span())}
    pairs = [
        (letter, index)
        for index, character in enumerate(text)
        if index not in silent
        for letter in _letters(character)
    ]
    return Folded("".join(a for a, _ in pairs), tuple(i for _, i in pairs))


def stem(word: str) -> str:
    """A folded word without its article and lightest affixes, at least two letters."""
    prefix = next(
        (p for p in _PREFIXES if word.startswith(p) and len(word) - len(p) >= 2), ""
    )
    bare = word[len(prefix) :]
    for suffix in _SUFFIXES:
        if bare.endswith(suffix) and len(bare) - len(suffix) >= 2:
            bare = bare.removesuffix(suffix)
    return bare


def words(text: str) -> list[str]:
    """The folded words of the text, in order."""
    return _WORD.findall(fold(text))


@cache
def _letters(character: str) -> str:
    """What one raw character becomes: mostly one letter, sometimes none or several."""
    whole = unicodedata.normalize("NFKC", character).lower()
    bare = _DROPPED.sub("", whole.translate(_SAME))
    return "".join(_digit(letter) for letter in bare)


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter

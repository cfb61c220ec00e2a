"""Titles to choose from, for a text that came without one."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from content.article import Block, Kind
from content.excerpts import FUNCTION_WORDS, excerpt
from content.folding import fold, stem, words

LONGEST = 90  # letters

_CLAUSE_END = re.compile(r"[.!؟?…؛:](?=\s|$)|،(?=\s)")
_STOP = frozenset(fold(word) for word in FUNCTION_WORDS)


def suggest(blocks: Sequence[Block], count: int = 3) -> tuple[str, ...]:
    """Headings and opening clauses, those nearest to the text's own words first.

    They are to be asked about, never published unasked: a heading covers a part,
    and an opening clause may say the opposite of the article.
    """
    weights = Counter(term for block in blocks for term in _terms(block.text))
    candidates = dict.fromkeys(_candidates(blocks))  # each once, in their order
    ranked = sorted(candidates, key=lambda text: -_centrality(text, weights))
    return tuple(ranked[:count])


def _candidates(blocks: Sequence[Block]) -> Iterator[str]:
    yield from (block.text for block in blocks if block.kind is Kind.HEADING)
    others = [block.text for block in blocks if block.kind is not Kind.HEADING]
    for text in others[:3] if len(others) == len(blocks) else others[:1]:
        yield _clause(text)


def _clause(text: str) -> str:
    """The first clause that says something, without what ends it."""
    for match in _CLAUSE_END.finditer(text):
        if len(text[: match.start()].split()) >= 4:
            text = text[: match.start()]
            break
    return excerpt(text, LONGEST)


def _centrality(text: str, weights: Counter[str]) -> float:
    return sum(math.log(weights[term]) for term in set(_terms(text)))


def _terms(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in _STOP]

"""What a reader typed, as conditions: words that must all be there, and phrases."""

import re
from dataclasses import dataclass

from content.arabic import clean
from content.search_index import Level, named
from content.terms import readings, words
from storage.full_text import Condition, Terms

LONGEST = 400  # letters; what is longer was not typed by a reader
MOST_WORDS = 16

_PHRASE = re.compile('["“”„«»]')


@dataclass(frozen=True, slots=True)
class Query:
    """Words to be found in any form, and runs of words to be found as they stand."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.words or self.phrases)

    @property
    def lines(self) -> list[str]:
        """What must stand in a line of the index: the phrases of several words."""
        return [f" {' '.join(phrase)} " for phrase in self.phrases if len(phrase) > 1]

    def written(self, *, title: bool) -> Condition:
        """Every word stands there as it was typed."""
        level = Level.TITLE_WORD if title else Level.WORD
        asked = dict.fromkeys([*self.words, *(w for p in self.phrases for w in p)])
        return tuple(frozenset(named(level, [word])) for word in asked)

    def related(self, *, title: bool) -> Condition:
        """Every word stands there in some form; those of phrases as they are."""
        exact = Query(phrases=self.phrases).written(title=title)
        return (*(_forms(word, title=title) for word in self.words), *exact)


def parse(text: str) -> Query:
    """The query that was typed; nothing in it is an operator but quotation marks."""
    parts = _PHRASE.split(clean(_shortened(text)))
    found: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for number, part in enumerate(parts):
        # What stands between the first mark and the second is quoted, and so on; a
        # mark that is never closed quotes nothing.
        if number % 2 and number < len(parts) - 1:
            phrases.append(tuple(words(part)))
            continue
        for chunk in part.split():
            _add(words(chunk), found, phrases)
    return _bounded(found, phrases)


def _shortened(text: str) -> str:
    """The words that stand whole within the limit."""
    return re.sub(r"\S*\Z", "", text[: LONGEST + 1]) if len(text) > LONGEST else text


def _add(chunk: list[str], found: list[str], phrases: list[tuple[str, ...]]) -> None:
    # Su-35 is one name; elsewhere a comma without a space is a slip.
    if len(chunk) > 1 and any(word.isdigit() for word in chunk):
        phrases.append(tuple(chunk))
    else:
        found.extend(chunk)


def _bounded(found: list[str], phrases: list[tuple[str, ...]]) -> Query:
    kept = tuple(dict.fromkeys(found))[:MOST_WORDS]
    whole = (phrase[:MOST_WORDS] for phrase in phrases if phrase)
    return Query(kept, tuple(dict.fromkeys(whole))[:MOST_WORDS])


def _forms(word: str, *, title: bool) -> Terms:
    sure, chance = (
        (Level.TITLE_STEM, Level.TITLE_CHANCE) if title else (Level.STEM, Level.CHANCE)
    )
    own = readings(word)
    # A remainder of three letters proves little: it is believed if the other side
    # says the word outright, never if both sides had to cut it out.
    return frozenset(
        [
            *named(sure, own.sure | own.chance),
            *named(chance, own.sure),
        ]
    )

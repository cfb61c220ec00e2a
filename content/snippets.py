"""A piece of the text around what was found in it, marked for the reader."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from content.article import Article
from content.query import Query
from content.terms import Place, places, readings

LENGTH = 220  # letters of a snippet
BEFORE = 60  # of them at most before the first place found

_OPENING, _CLOSING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"

Span = tuple[int, int]


def snippet(article: Article, query: Query) -> Markup:
    """A substring of one block, cut between words, what was asked for in <mark>.

    Where the text holds nothing of it, the article's first words stand there.
    """
    for block in article.blocks:
        if spans := _spans(places(block.text), query):
            return _marked(block.text, spans)
    return _marked(article.lead, [])


def _marked(text: str, spans: Sequence[Span]) -> Markup:
    focus = spans[0] if spans else (0, 0)
    start, end = _window(text, focus)
    inside = [span for span in spans if start <= span[0] and span[1] <= end]
    edges = [start, *(edge for span in inside for edge in span), end]
    marks = set(inside)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(text[a:b]) if (a, b) in marks else text[a:b]
        for a, b in pairwise(edges)
    )


def _spans(found: Sequence[Place], query: Query) -> list[Span]:
    """Where the words and phrases of the query stand, in order and apart."""
    forms = [readings(word) for word in query.words]
    asked = set(query.words)
    marks = [False] * len(found)
    for i, place in enumerate(found):
        own = readings(place.word)
        marks[i] = place.word in asked or any(
            own.sure & (form.sure | form.chance) or own.chance & form.sure
            for form in forms
        )
    for phrase in query.phrases:
        for i in range(len(found) - len(phrase) + 1):
            if tuple(place.word for place in found[i : i + len(phrase)]) == phrase:
                marks[i : i + len(phrase)] = [True] * len(phrase)
    return list(
        _apart(
            (p.start, p.end)
            for p, is_marked in zip(found, marks, strict=True)
            if is_marked
        )
    )


def _apart(spans: Iterator[Span]) -> Iterator[Span]:
    """One raw letter may stand for several words; it is marked once."""
    reached = -1
    for start, end in spans:
        if start >= reached:
            yield start, end
            reached = end


def _window(text: str, focus: Span) -> Span:
    """Whole words around the focus, no isolate opened or closed without its other."""
    wanted = max(0, min(focus[0] - BEFORE, len(text) - LENGTH))
    start = _word_start(text, wanted, focus[0])
    end = _word_end(text, max(focus[1], start + LENGTH), focus[1])
    for place in _unpaired(text, start, end):
        if place < focus[0]:
            start = max(start, place + 1)
        else:
            end = min(end, place)
    shown = text[start:end]
    return end - len(shown.lstrip()), start + len(shown.rstrip())


def _word_start(text: str, wanted: int, focus: int) -> int:
    """The first beginning of a word from *wanted* on, that of the focus at the latest."""
    own = 1 + max((text.rfind(space, 0, focus) for space in " \n\u00a0"), default=-1)
    if own < focus - LENGTH:
        return focus  # no words parted by spaces
    return next((i for i in range(wanted, own) if _is_edge(text, i)), own)


def _word_end(text: str, wanted: int, focus: int) -> int:
    """The last end of a word up to *wanted*, that of the focus at the earliest."""
    reach = min(wanted, len(text))
    ends = (i for i in range(reach, focus - 1, -1) if _is_edge(text, i))
    if (end := next(ends, None)) is not None:
        return end
    following = (i for i in range(focus, len(text)) if _is_edge(text, i))
    own = next(following, len(text))
    return own if own <= focus + LENGTH else focus


def _is_edge(text: str, place: int) -> bool:
    around = text[max(0, place - 1) : place + 1]
    return place in (0, len(text)) or any(map(str.isspace, around))


def _unpaired(text: str, start: int, end: int) -> Iterator[int]:
    """Where directions are opened or closed in the window, but not both."""
    waiting: list[int] = []
    for place in range(start, end):
        if text[place] in _OPENING:
            waiting.append(place)
        elif text[place] in _CLOSING and waiting:
            waiting.pop()
        elif text[place] in _CLOSING:
            yield place
    yield from waiting

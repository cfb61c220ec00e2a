"""Spans in their one normal form, however they were found."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from content.article import Span
from content.decoding import normal_line

MOST = 20_000_000  # letters times edges: more than that is no text but an attack

_OUTER = {"link": 0, "strong": 1, "emphasis": 2}  # of two over the same letters


class Marked(NamedTuple):
    """A text with its spans."""

    text: str
    spans: tuple[Span, ...]


def normal(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, trimmed to letters, never one across another.

    Links are kept whole, of two that meet the first; stress is cut at their edges.
    What is normal comes out unchanged.
    """
    inside = [_within(text, span) for span in spans]
    links = _apart(text, (span for span in inside if span.kind == "link" and span.url))
    strong = _stress(text, "strong", inside, links)
    emphasis = _stress(text, "emphasis", inside, [*links, *strong])
    return tuple(
        sorted(
            [*links, *strong, *emphasis],
            key=lambda span: (span.start, -span.end, _OUTER[span.kind]),
        )
    )


def normal_marked(raw: str, spans: Sequence[Span]) -> Marked:
    """The text in normal form, the spans over the same letters as before."""
    text = normal_line(raw)
    edges = {edge for span in spans for edge in (span.start, span.end)}
    if not spans or len(raw) * len(edges) > MOST:
        return Marked(text, ())
    places = {edge: _place(raw, edge, len(text)) for edge in edges}
    moved = (
        Span(places[span.start], places[span.end], span.kind, span.url)
        for span in spans
    )
    return Marked(text, normal(text, moved))


def cut(
    runs: Iterable[tuple[int, int]], barriers: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The runs in pieces, so that none lies across the edge of a barrier."""
    edges = sorted(barriers)
    for start, end in runs:
        yield from _cut(start, end, edges)


def _cut(
    start: int, end: int, barriers: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    for low, high in barriers:
        if start < low < end < high:
            yield from _cut(start, low, barriers)
            yield from _cut(low, end, barriers)
            return
        if low < start < high < end:
            yield from _cut(start, high, barriers)
            yield from _cut(high, end, barriers)
            return
    yield start, end


def _within(text: str, span: Span) -> Span:
    """The span without what lies outside the text."""
    start, end = max(span.start, 0), min(span.end, len(text))
    return Span(start, end, span.kind, span.url)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    return start, end


def _apart(text: str, links: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for link in sorted(links, key=lambda span: (span.start, -span.end)):
        start, end = _trimmed(text, link.start, link.end)
        if start < end and (not kept or kept[-1].end <= start):
            kept.append(Span(start, end, "link", link.url))
    return kept


def _stress(
    text: str,
    kind: Literal["strong", "emphasis"],
    spans: Sequence[Span],
    others: Sequence[Span],
) -> list[Span]:
    """The stressed letters as few spans as the others allow."""
    runs = _union((s.start, s.end) for s in spans if s.kind == kind and s.start < s.end)
    barriers = [(span.start, span.end) for span in others]
    pieces = (_trimmed(text, *piece) for piece in cut(runs, barriers))
    return [Span(start, end, kind) for start, end in pieces if start < end]


def _union(runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    waiting: tuple[int, int] | None = None
    for start, end in sorted(runs):
        if waiting and start <= waiting[1]:
            waiting = (waiting[0], max(waiting[1], end))
        else:
            if waiting:
                yield waiting
            waiting = (start, end)
    if waiting:
        yield waiting


def _place(raw: str, edge: int, longest: int) -> int:
    """Where an edge of the raw text stands in the normal one."""
    # A letter behind it, so that what stands before it is no edge of a line.
    return min(len(normal_line(raw[:edge] + "x")) - 1, longest)

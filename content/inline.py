"""A block's line as markup: links, stress and runs, each within the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from content.arabic import bidi_html, run_tag, runs, strip_bidi
from content.article import Block, Span
from content.spans import cut


@dataclass(frozen=True, slots=True)
class Style:
    """How a channel writes what stands in a line."""

    run: str = "span"  # the element of a run; pages say bdi
    link: str = '<a href="{url}">'
    link_end: str = "</a>"


PLAIN = Style()

_INNER = 1  # of two over the same letters the run is the inner one


class _Element(NamedTuple):
    start: int
    end: int
    rank: int
    opening: Markup
    closing: Markup


def inline_html(block: Block, style: Style = PLAIN) -> Markup:
    """The text escaped, not a letter changed, every element whole.

    A span that ends within a run goes on in a second element: to cut the run
    would change the order in which it is read.
    """
    if not block.spans or strip_bidi(block.text) != block.text:
        return bidi_html(block.text, block.direction, style.run)
    found = sorted(_elements(block, style), key=lambda e: (e.start, -e.end, e.rank))
    return Markup("").join(_woven(block.text, found))


def _elements(block: Block, style: Style) -> Iterator[_Element]:
    found = runs(block.text, block.direction)
    for start, end in found:
        opening = run_tag(block.text[start:end], block.direction, style.run)
        closing = Markup(f"</{style.run}>")  # noqa: S704 - our own word
        yield _Element(start, end, _INNER, opening, closing)
    for rank, span in enumerate(block.spans):
        opening, closing = _tags(span, block, style)
        for start, end in cut([(span.start, span.end)], found):
            yield _Element(start, end, rank - len(block.spans), opening, closing)


def _tags(span: Span, block: Block, style: Style) -> tuple[Markup, Markup]:
    if span.kind == "link":
        opening = Markup(style.link).format(url=span.url, dir=block.direction)  # noqa: S704
        return opening, Markup(style.link_end)  # noqa: S704 - the channel's own words
    # Arabic has no slanted letters: what is stressed is bold (look.md §4).
    slanted = "b" if block.direction == "rtl" else "em"
    tag = "strong" if span.kind == "strong" else slanted
    return Markup(f"<{tag}>"), Markup(f"</{tag}>")  # noqa: S704 - our own words


def _woven(text: str, elements: list[_Element]) -> Iterator[Markup]:
    """The text between its tags; elements are in order and never cross."""
    waiting: list[_Element] = []
    at = 0
    for element in elements:
        while waiting and waiting[-1].end <= element.start:
            yield escape(text[at : waiting[-1].end])
            at = waiting[-1].end
            yield waiting.pop().closing
        yield escape(text[at : element.start])
        at = element.start
        yield element.opening
        waiting.append(element)
    while waiting:
        yield escape(text[at : waiting[-1].end])
        at = waiting[-1].end
        yield waiting.pop().closing
    yield escape(text[at:])

"""What a body says to people: its passages in order, its markup and marks taken away."""

import re
from collections.abc import Iterator, Sequence

from lxml import html
from lxml.html import HtmlElement

from content.arabic import strip_bidi

_PASSAGES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote"}
_LIST_MARK = re.compile(r"^(?:◆|\d+\.) ")


def passages(markup: str, within: str = "//body") -> list[str]:
    """The paragraphs, headings and list items of the markup, in order.

    Args:
        markup: a document or a piece of one.
        within: which elements to look into, as XPath.
    """
    return [text for each in _elements(markup, within) for text in _texts(each)]


def whole(markup: str, within: str = "//body") -> str:
    """All that the elements say, in one text."""
    found = (str(each.text_content()) for each in _elements(markup, within))
    return strip_bidi("\n".join(found))


def lines(text: str) -> list[str]:
    """The lines of a plain text that say something, without the marks of lists."""
    stripped = (strip_bidi(line).strip() for line in text.splitlines())
    return [_LIST_MARK.sub("", line) for line in stripped if line]


def holds(found: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the wanted texts stand there one after the other, letter by letter."""
    plain = [strip_bidi(text) for text in wanted]
    starts = range(len(found) - len(plain) + 1)
    return any(list(found[start : start + len(plain)]) == plain for start in starts)


def _elements(markup: str, within: str) -> list[HtmlElement]:
    if not markup.strip():
        return []
    found = html.document_fromstring(markup).xpath(within)
    assert isinstance(found, list)  # noqa: S101  paths to elements give no other
    return [each for each in found if isinstance(each, HtmlElement)]


def _texts(element: HtmlElement) -> Iterator[str]:
    for each in element.iter():
        if each.tag in _PASSAGES and not _is_around(each):
            yield strip_bidi(str(each.text_content())).strip()


def _is_around(element: HtmlElement) -> bool:
    """What holds paragraphs says nothing of its own."""
    return any(child.tag in _PASSAGES for child in element.iterdescendants())

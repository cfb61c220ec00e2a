"""One block's line as Markdown, so that a reader finds the same letters and spans."""

import re
from collections.abc import Iterator, Mapping

from content.article import Block, Span
from content.markdown_body import parse_line

ESCAPED_IN_BRACKETS = re.compile(r"[\\`*_\[\]<&!]")

_SPECIAL = re.compile(r"[\\`*_\[<&]|(?:(?<= )|^)#|^[-+~>=]")
_NUMBER = re.compile(r"^[0-9]{1,9}([.)])")
_IN_ADDRESS = re.compile(r"[&()]")
_SIGNS = {"strong": ("**", "**"), "emphasis": ("*", "*")}
# Signs hold only beside a blank or a stop; these hold everywhere.
_TAGS = {"strong": ("<strong>", "</strong>"), "emphasis": ("<em>", "</em>")}


def line(block: Block) -> str:
    """The words with their marks; the writer reads its own line to be sure of it."""
    if not block.spans:
        return _written(block, _SIGNS)
    text = _written(block, _SIGNS)
    if parse_line(text).marked == (block.text, block.spans):
        return text
    return _written(block, _TAGS)


def _written(block: Block, signs: Mapping[str, tuple[str, str]]) -> str:
    text = block.text
    marks = dict(_escapes(block))
    for span in block.spans:
        opening, _ = _around(span, signs)
        marks[span.start] = _before_escape(marks.get(span.start, ""), opening)
    endings: dict[int, str] = {}
    for span in block.spans:
        endings[span.end] = _around(span, signs)[1] + endings.get(span.end, "")
    edges = sorted({0, len(text), *marks, *endings})
    following = [*edges[1:], len(text)]
    return "".join(
        endings.get(at, "") + marks.get(at, "") + text[at:after]
        for at, after in zip(edges, following, strict=True)
    )


def _before_escape(mark: str, opening: str) -> str:
    """Openings in their order, the backslash of the letter itself last."""
    escape = "\\" if mark.endswith("\\") else ""
    return mark.removesuffix("\\") + opening + escape


def _around(span: Span, signs: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    if span.kind != "link":
        return signs[span.kind]
    address = _IN_ADDRESS.sub(r"\\\g<0>", span.url or "")
    return "[", f"]({address})"


def _escapes(block: Block) -> Iterator[tuple[int, str]]:
    """Where a letter stands that Markdown would take for a sign of its own."""
    for match in _SPECIAL.finditer(block.text):
        yield match.start(), "\\"
    if number := _NUMBER.match(block.text):
        yield number.start(1), "\\"
    for span in block.spans:
        if span.kind == "link":
            if block.text[: span.start].endswith("!"):
                yield span.start - 1, "\\"  # or the link would be a picture
            inside = block.text[span.start : span.end]
            yield from (
                (span.start + m.start(), "\\")
                for m in ESCAPED_IN_BRACKETS.finditer(inside)
            )

"""What stands in a line of Markdown: words, links, stress, and a picture before them."""

import re
from collections.abc import Sequence
from typing import Literal

from markdown_it.token import Token

from content.article import Picture, Span
from content.decoding import normal_line
from content.spans import Marked, normal_marked
from content.targets import target

Stress = Literal["strong", "emphasis"]

# A picture of the media store: its name and its size.
_PICTURE = re.compile(
    r"/media/(?P<sha256>[0-9a-f]{64})\.(?P<suffix>jpg|png|gif|webp)"
    r"#(?P<width>[1-9][0-9]{0,5})x(?P<height>[1-9][0-9]{0,5})"
)
_STRESS: dict[str, Stress] = {"strong": "strong", "em": "emphasis"}
# Where the signs of Markdown would not hold, the writer puts these two elements.
_TAGS = re.compile(r"<(?P<end>/?)(?P<tag>strong|em)>")


class Inline:
    """The words of one line, their spans, and what had to be left out of it."""

    def __init__(self, children: Sequence[Token]) -> None:
        self.left_out: list[str] = []  # words for a report
        self.picture: Picture | None = None
        self._text = ""
        self._spans: list[Span] = []
        self._stress: list[tuple[Stress, int]] = []
        self._link: tuple[str | None, int] = (None, 0)
        for token in self._after_picture(children):
            self._read(token)
        while self._stress:
            self._end(self._stress[-1][0])

    @property
    def marked(self) -> Marked:
        """The text in normal form with its spans."""
        return normal_marked(self._text, self._spans)

    def _after_picture(self, children: Sequence[Token]) -> Sequence[Token]:
        if not children or not (found := picture_of(children[0])):
            return children
        self.picture = found
        return children[1:]

    def _read(self, token: Token) -> None:
        match token.type:
            case "softbreak" | "hardbreak":
                self._text += " "
            case "link_open":
                self._begin_link(str(token.attrs.get("href", "")))
            case "link_close":
                self._end_link()
            case "html_inline":
                self._tag(token.content)
            case "strong_open" | "em_open":
                self._stress.append((_STRESS[token.tag], len(self._text)))
            case "strong_close" | "em_close":
                self._end(_STRESS[token.tag])
            case _:
                self.left_out += ["code"] * (token.type == "code_inline")
                self._text += token.content

    def _begin_link(self, written: str) -> None:
        address = target(written)
        self._link = (address, len(self._text))
        if address is None:
            self.left_out.append("link")

    def _end_link(self) -> None:
        address, start = self._link
        if address:
            self._spans.append(Span(start, len(self._text), "link", address))

    def _tag(self, written: str) -> None:
        found = _TAGS.fullmatch(written)
        assert found is not None  # noqa: S101  other HTML was refused before
        if found["end"]:
            self._end(_STRESS[found["tag"]])
        else:
            self._stress.append((_STRESS[found["tag"]], len(self._text)))

    def _end(self, kind: Stress) -> None:
        """The last stress of this kind ends here; one that never began is nothing."""
        for index in range(len(self._stress) - 1, -1, -1):
            if self._stress[index][0] == kind:
                _, start = self._stress.pop(index)
                self._spans.append(Span(start, len(self._text), kind))
                return


def is_stress(token: Token) -> bool:
    """Whether the HTML is one of the two elements that a line may hold."""
    return bool(_TAGS.fullmatch(token.content))


def picture_of(token: Token) -> Picture | None:
    """The picture of the media store that the token shows, or None."""
    if token.type != "image":
        return None
    found = _PICTURE.fullmatch(str(token.attrs.get("src", "")))
    return found and Picture(
        sha256=found["sha256"],
        suffix=found["suffix"],
        width=int(found["width"]),
        height=int(found["height"]),
        alt=normal_line(_alt(token.children or [])),
        credit=normal_line(str(token.attrs.get("title", ""))),
    )


def _alt(children: Sequence[Token]) -> str:
    return "".join(
        " " if token.type in ("softbreak", "hardbreak") else token.content
        for token in children
    )

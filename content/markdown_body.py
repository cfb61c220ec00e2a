"""The part of Markdown that an article can hold; the rest is refused or reported."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.article import Direction, Kind
from content.chunks import Chunk
from content.decoding import normal_line
from content.draft import Line
from content.importing import Decision, Refused

# A comment above a block: that it is undecided, and its language and direction
# where its letters say something else.
_MARK = re.compile(
    r"\s*<!--(?P<undecided> undecided)?"
    r"(?: (?P<language>\S+) (?P<direction>rtl|ltr))? -->\s*"
)
# Indented paragraphs are no code here, and no line vanishes as a definition.
_PARSER = MarkdownIt("commonmark").disable(["code", "reference"])
_KINDS = {
    "heading_open": Kind.HEADING,
    "blockquote_open": Kind.QUOTE,
    "bullet_list_open": Kind.ITEM,
    "ordered_list_open": Kind.NUMBERED,
}
_FOREIGN = {
    "fence": "program code",
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
}
_EMPHASIS = ("em_open", "strong_open", "code_inline")


class _ForeignError(Exception):
    """Something that an article cannot hold."""

    def __init__(self, token: Token, line: int) -> None:
        self.what = _FOREIGN[token.type]
        self.line = line


class Body:
    """The blocks of a text, each with the line it begins at."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self.blocks: list[tuple[Chunk, Line]] = []
        self.title: Chunk | None = None  # a first heading of the first level
        self.report: list[Decision] = []
        self._open: list[Token] = []
        self._mark: re.Match[str] | None = None
        self._line = first
        for token in _PARSER.parse("\n".join(lines)):
            self._line = first + token.map[0] if token.map else self._line
            self._read(token)

    def _read(self, token: Token) -> None:
        if token.nesting > 0:
            self._open.append(token)
        elif token.nesting < 0:
            self._open.pop()
        elif token.type == "inline":
            self._place(self._text(token))
        elif token.type == "hr":
            self._tell("rule", "the rule between the blocks was left out")
        elif match := _MARK.fullmatch(token.content):
            self._mark = match
        else:
            raise _ForeignError(token, self._line)

    def _place(self, text: str) -> None:
        mark, self._mark = self._mark, None
        if not text:
            return
        chunk = Chunk(self._line, text)
        if self._open[-1].tag == "h1" and not self.blocks and not self.title:
            self.title = chunk
        else:
            self.blocks.append((chunk, _marked(Line(self._kind(), text), mark)))

    def _kind(self) -> Kind:
        kinds = [_KINDS[token.type] for token in self._open if token.type in _KINDS]
        return kinds[-1] if kinds else Kind.PARAGRAPH

    def _text(self, inline: Token) -> str:
        children = inline.children or []
        for token in children:
            if token.type in _FOREIGN:
                raise _ForeignError(token, self._line)
        if any(token.type in _EMPHASIS for token in children):
            self._tell("emphasis", "the emphasis was left out, not its words")
        return normal_line("".join(_words(children)))

    def _tell(self, decision: str, message: str) -> None:
        self.report.append(Decision(self._line, decision, 0.9, message))


def parse(lines: Sequence[str], first: int = 1) -> Body | Refused:
    """The blocks of the lines, of which the file's *first* is the first."""
    try:
        return Body(lines, first)
    except _ForeignError as error:
        said = f"Line {error.line} holds {error.what}, which an article cannot."
        return Refused("unsupported", said, error.line, fields={"what": error.what})


def _words(children: Sequence[Token]) -> Iterator[str]:
    """The words of a line; a link's address follows them in brackets."""
    address = ""
    for token in children:
        if token.type == "link_open":
            address = "" if token.info == "auto" else str(token.attrs["href"])
        elif token.type == "link_close":
            yield f" ({address})" if address else ""
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            yield token.content


def _marked(line: Line, mark: re.Match[str] | None) -> Line:
    if mark is None:
        return line
    undecided = mark["undecided"] and line.kind is Kind.PARAGRAPH
    kind = Kind.UNDECIDED if undecided else line.kind
    direction: Direction | None = None
    if mark["direction"]:
        direction = "rtl" if mark["direction"] == "rtl" else "ltr"
    return Line(kind, line.text, mark["language"], direction)

"""The part of Markdown that an article can hold; the rest is refused or reported."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.article import Direction, Kind
from content.chunks import Chunk
from content.draft import Line
from content.importing import Decision, Refused
from content.markdown_inline import Inline, is_stress, picture_of

# A comment above a block: that it is undecided, and its language and direction
# where its letters say something else.
_MARK = re.compile(
    r"\s*<!--(?P<undecided> undecided)?"
    r"(?: (?P<language>\S+) (?P<direction>rtl|ltr))? -->\s*"
)


class _Parser(MarkdownIt):
    """Addresses come as they were written: `content.targets` judges them."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - its name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - its name
        return url


# Indented paragraphs are no code here, and no line vanishes as a definition.
_PARSER = _Parser("commonmark").disable(["code", "reference"])
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
_LEFT_OUT = {
    "code": ("emphasis", "the marks of code were left out, not the words"),
    "link": ("link", "a link to neither web nor mail was left out, not its words"),
}


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
            self._place(self._inline(token))
        elif token.type == "hr":
            self._tell("rule", "the rule between the blocks was left out")
        elif match := _MARK.fullmatch(token.content):
            self._mark = match
        else:
            raise _ForeignError(token, self._line)

    def _place(self, inline: Inline) -> None:
        mark, self._mark = self._mark, None
        text, spans = inline.marked
        if not text and not inline.picture:
            return
        # A caption may say whose the picture is; that is no notice of the article.
        chunk = Chunk(self._line, "" if inline.picture else text)
        if self._open[-1].tag == "h1" and not self.blocks and not self.title:
            self.title = chunk
            return
        kind = Kind.IMAGE if inline.picture else self._kind()
        line = Line(kind, text, spans=spans, picture=inline.picture)
        self.blocks.append((chunk, _marked(line, mark)))

    def _kind(self) -> Kind:
        kinds = [_KINDS[token.type] for token in self._open if token.type in _KINDS]
        return kinds[-1] if kinds else Kind.PARAGRAPH

    def _inline(self, token: Token) -> Inline:
        children = token.children or []
        first = children[0] if self._open[-1].type == "paragraph_open" else None
        for child in children:
            known = is_stress(child) or (child is first and picture_of(child))
            if child.type in _FOREIGN and not known:
                raise _ForeignError(child, self._line)
        line = Inline(children)
        for what in dict.fromkeys(line.left_out):
            self._tell(*_LEFT_OUT[what])
        return line

    def _tell(self, decision: str, message: str) -> None:
        self.report.append(Decision(self._line, decision, 0.9, message))


def parse_line(text: str) -> Inline:
    """What a reader makes of one line."""
    tokens = _PARSER.parseInline(text)
    return Inline(tokens[0].children or [])


def parse(lines: Sequence[str], first: int = 1) -> Body | Refused:
    """The blocks of the lines, of which the file's *first* is the first."""
    try:
        return Body(lines, first)
    except _ForeignError as error:
        said = f"Line {error.line} holds {error.what}, which an article cannot."
        return Refused("unsupported", said, error.line, fields={"what": error.what})


def _marked(line: Line, mark: re.Match[str] | None) -> Line:
    if mark is None:
        return line
    undecided = mark["undecided"] and line.kind is Kind.PARAGRAPH
    kind = Kind.UNDECIDED if undecided else line.kind
    direction: Direction | None = None
    if mark["direction"]:
        direction = "rtl" if mark["direction"] == "rtl" else "ltr"
    return replace(line, kind=kind, language=mark["language"], direction=direction)

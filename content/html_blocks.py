"""Blocks of an article from markup: each with its direction, links, stress, pictures."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal, NamedTuple

from content.article import Direction, Kind, Picture, Span
from content.draft import Line
from content.embedded import Embedded, picture_of
from content.fields import BadValueError, language
from content.image import Image
from content.importing import Decision, Refused
from content.sanitised import names, sanitised
from content.spans import normal_marked
from content.targets import target

Beside = Callable[[str], bytes | None]  # a file that stands beside the markup

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | names(
    "address article aside blockquote caption center dd details div dl dt figcaption"
    " figure footer header hgroup hr li main ol p pre section summary table tr ul"
    " tbody thead tfoot"
)
_VOID = frozenset(("br", "hr", "img", "wbr"))
_STRESS: dict[str, Literal["strong", "emphasis"]] = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
}
LONGEST_MARK = 12  # letters of a footnote's mark, with what stands around it
_MAIN = ("article", "main")
_MARK = re.compile(r"\[?\(?(?P<mark>[0-9٠-٩]{1,3}|[*†‡]{1,3})\)?\]?")
_BACK = frozenset("↩↑⤴^\ufe0e\ufe0f ")  # what leads from a note back to its mark
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")


@dataclass(frozen=True, slots=True)
class Source:
    """What the markup may lean on: the page it stood on, the files beside it."""

    base: str | None = None
    beside: Beside = lambda _: None
    blank_lines: bool = False  # they part paragraphs, as in WordPress


class Found(NamedTuple):
    """What stood in the markup."""

    title: str | None  # the first heading of the first level
    lines: list[Line]
    images: tuple[Image, ...]
    report: list[Decision]


class _Open(NamedTuple):
    tag: str
    direction: Direction | None
    language: str | None


@dataclass(slots=True)
class _Mark:
    tag: str
    kind: Literal["link", "strong", "emphasis", "raised", "lowered"]
    start: int
    url: str | None = None


@dataclass(slots=True)
class _Gathered:
    line: Line
    is_main: bool
    tag: str = ""


@dataclass(slots=True)
class _Told:
    """What was left out or made otherwise: said once, with how often."""

    times: dict[tuple[str, str], int] = field(default_factory=dict)

    def __call__(self, decision: str, message: str) -> None:
        key = (decision, message)
        self.times[key] = self.times.get(key, 0) + 1

    def decisions(self) -> Iterator[Decision]:
        for (decision, message), times in self.times.items():
            often = f" ({times} times)" if times > 1 else ""
            yield Decision(1, decision, 0.9, message + often)


def gather(markup: str, source: Source) -> Found | Refused:
    """The blocks of the markup, rid of everything that acts."""
    clean = sanitised(markup)
    if isinstance(clean, Refused):
        return clean
    builder = _Builder(source)
    builder.feed(clean.markup)
    builder.close()
    found = builder.found()
    dropped = [
        Decision(line, "dropped", 0.9, f"<{name}> was left out with what is in it")
        for line, name in clean.dropped
    ]
    return found._replace(report=[*dropped, *found.report])


class _Builder(HTMLParser):
    """Reads clean markup: every element that opens closes."""

    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=True)
        self._source = source
        self._open: list[_Open] = []
        self._marks: list[_Mark] = []
        self._text: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._broken = False  # a line break, and nothing since
        self._pictures: list[Picture] = []
        self._caption: Line | None = None
        self._gathered: list[_Gathered] = []
        self._images: dict[str, Image] = {}
        self._tell = _Told()

    def found(self) -> Found:
        """What was gathered; of a page with a main part only that."""
        self._flush()
        blocks = self._gathered
        if any(block.is_main for block in blocks):
            outside = sum(not block.is_main for block in blocks)
            if outside:
                self._tell("outside", f"{outside} blocks around the article left out")
            blocks = [block for block in blocks if block.is_main]
        first = next((block for block in blocks if block.tag == "h1"), None)
        lines = [block.line for block in blocks if block is not first]
        shown = {line.picture.sha256 for line in lines if line.picture}
        images = tuple(i for name, i in self._images.items() if name in shown)
        title = first.line.text if first else None
        return Found(title, lines, images, list(self._tell.decisions()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        said = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._flush()
        if tag in _VOID:
            self._void(tag, said)
            return
        if tag in ("td", "th") and self._has_text():
            self._add(" | ")
        if tag in ("table", "pre"):
            self._tell(tag, f"a <{tag}> became text")
        self._open.append(_Open(tag, _direction(said), _language(said)))
        if tag == "a":
            self._begin_link(said.get("href"))
        elif tag in _STRESS:
            self._marks.append(_Mark(tag, _STRESS[tag], self._length))
        elif tag in ("sup", "sub"):
            kind: Literal["raised", "lowered"] = "raised" if tag == "sup" else "lowered"
            self._marks.append(_Mark(tag, kind, self._length))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag in _BLOCKS:
            self._flush()
        if tag == "figure":
            self._place_pictures()
        self._end_mark(tag)
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].tag == tag:
                del self._open[index]
                return

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self._source.blank_lines:
            self._add(data)
            return
        for number, part in enumerate(re.split(r"\n\s*\n", data)):
            if number:
                self._flush()
            self._add(part)

    def _add(self, words: str) -> None:
        if words.strip():
            self._broken = False
        self._text.append(words)
        self._length += len(words)

    def _has_text(self) -> bool:
        return any(part.strip() for part in self._text)

    def _void(self, tag: str, said: dict[str, str]) -> None:
        if tag == "img":
            self._picture(said)
        elif tag == "br":
            if self._broken:
                self._flush()
                return
            self._add(" ")
            self._broken = True

    def _begin_link(self, address: str | None) -> None:
        url = None
        if address is None:
            self._tell("link", "a link to neither web nor mail left out, not its words")
        elif not address.startswith("#"):
            url = target(address, self._source.base)
            if url is None:
                said = "a link that leads nowhere from here left out, not its words"
                self._tell("link", said)
        self._marks.append(_Mark("a", "link", self._length, url))

    def _end_mark(self, tag: str) -> None:
        index = next(
            (
                i
                for i in range(len(self._marks) - 1, -1, -1)
                if self._marks[i].tag == tag
            ),
            None,
        )
        if index is None:
            return
        mark = self._marks.pop(index)
        if mark.kind == "link" and mark.url is None:
            self._note_mark(mark)
        elif mark.kind in ("raised", "lowered"):
            table = _RAISED if mark.kind == "raised" else _LOWERED
            words = self._since(mark.start)
            if words and all(ord(letter) in table for letter in words):
                self._replace(mark.start, words.translate(table))
        elif mark.kind in ("link", "strong", "emphasis"):
            self._spans.append(_span(mark, self._length))

    def _note_mark(self, mark: _Mark) -> None:
        """A mark that leads to a footnote stays as [1]; the way back goes."""
        words = self._since(mark.start).strip()
        if words and not set(words) - _BACK:
            self._replace(mark.start, "")
        elif found := _MARK.fullmatch(words):
            self._replace(mark.start, f"[{found['mark']}]")
            self._tell("footnote", "a mark of a footnote was kept as [1]")

    def _since(self, start: int) -> str:
        """The words since then, if they are so few that they may be a mark."""
        length = self._length - start
        if not 0 < length <= LONGEST_MARK:
            return ""
        tail = ""
        for part in reversed(self._text):
            tail = part[-length:] + tail
            if len(tail) >= length:
                break
        return tail[-length:]

    def _replace(self, start: int, words: str) -> None:
        surplus = self._length - start
        while surplus > 0:
            part = self._text.pop()
            if len(part) > surplus:
                self._text.append(part[:-surplus])
            surplus -= len(part)
        self._text.append(words)
        self._length = start + len(words)
        while self._spans and self._spans[-1].end > self._length:
            self._spans.pop()

    def _flush(self) -> None:
        """What was gathered becomes a block; open marks go on in the next."""
        for mark in self._marks:
            if mark.kind in ("link", "strong", "emphasis") and (
                mark.kind != "link" or mark.url
            ):
                self._spans.append(_span(mark, self._length))
            mark.start = 0
        text, spans = normal_marked("".join(self._text), self._spans)
        self._text, self._length, self._spans, self._broken = [], 0, [], False
        if text:
            self._place(Line(self._kind(), text, *self._tongue(), spans))
        if not self._within("figure"):
            self._place_pictures()

    def _place(self, line: Line) -> None:
        if self._within("figcaption") and self._pictures:
            self._caption = line
            return
        self._put(line)

    def _put(self, line: Line) -> None:
        tag = next((o.tag for o in reversed(self._open) if o.tag in _HEADINGS), "")
        is_main = any(o.tag in _MAIN for o in self._open)
        self._gathered.append(_Gathered(line, is_main, tag))

    def _place_pictures(self) -> None:
        caption, self._caption = self._caption, None
        for picture in self._pictures:
            said = caption or Line(Kind.PARAGRAPH, "", *self._tongue())
            line = Line(
                Kind.IMAGE,
                said.text,
                said.language,
                said.direction,
                said.spans,
                picture,
            )
            self._put(line)
            caption = None
        self._pictures = []

    def _picture(self, said: dict[str, str]) -> None:
        found = picture_of(said, self._source.beside)
        if not isinstance(found, Embedded):
            self._tell("picture", found)
            return
        if not found.picture.alt:
            self._tell("alt", "a picture is not described for those who cannot see it")
        self._images[found.picture.sha256] = found.image
        self._pictures.append(found.picture)

    def _within(self, tag: str) -> bool:
        return any(open_.tag == tag for open_ in self._open)

    def _kind(self) -> Kind:
        for open_ in reversed(self._open):
            if open_.tag in _HEADINGS:
                return Kind.HEADING
            if open_.tag == "blockquote":
                return Kind.QUOTE
            if open_.tag == "li":
                lists = [o.tag for o in self._open if o.tag in ("ul", "ol")]
                return Kind.NUMBERED if lists[-1:] == ["ol"] else Kind.ITEM
        return Kind.PARAGRAPH

    def _tongue(self) -> tuple[str | None, Direction | None]:
        """Language and direction as the elements around say them."""
        languages = (o.language for o in reversed(self._open) if o.language)
        directions = (o.direction for o in reversed(self._open) if o.direction)
        return next(languages, None), next(directions, None)


def _span(mark: _Mark, end: int) -> Span:
    if mark.kind == "link":
        return Span(mark.start, end, "link", mark.url)
    return Span(mark.start, end, "strong" if mark.kind == "strong" else "emphasis")


def _direction(said: dict[str, str]) -> Direction | None:
    word = said.get("dir", "").strip().lower()
    if word == "rtl":
        return "rtl"
    return "ltr" if word == "ltr" else None


def _language(said: dict[str, str]) -> str | None:
    return known_language(said.get("lang", ""))


def known_language(written: str) -> str | None:
    """The code of a language, if it is one."""
    try:
        return language(written.strip().replace("_", "-"))
    except BadValueError:
        return None

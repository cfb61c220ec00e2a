"""An edition as its templates see it: sentences made, addresses whole, lengths cut."""

from dataclasses import dataclass

from content.article import Block, Direction, Kind


@dataclass(frozen=True, slots=True)
class Side:
    """A language and where its lines begin, in the words that mail clients know."""

    language: str
    dir: Direction

    @property
    def start(self) -> str:
        """Where lines begin."""
        return "right" if self.dir == "rtl" else "left"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere, and the footnote that says where."""

    words: str
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its direction."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An article, told by its title and the beginning."""

    side: Side
    kicker: Line | None  # a topic, or the language of a foreign text
    title: str
    link: Link
    excerpt: str
    minutes: str
    join: str  # what parts two remarks on one line of plain text


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one block, and where its links lead."""

    block: Block
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A block, or the entries of a list that follow one another."""

    kind: Kind
    side: Side
    entries: tuple[Words, ...]
    image: str | None = None  # the picture's address


@dataclass(frozen=True, slots=True)
class Entry:
    """One remark of a box."""

    side: Side
    link: Link | None
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """Remarks on a wash: corrections in red, other history in grey."""

    side: Side
    tone: str
    heading: str
    entries: tuple[Entry, ...]
    more: Link | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """The only article of an edition, told to its end or to `more`."""

    item: Item
    byline: str
    history: tuple[Box, ...]
    passages: tuple[Passage, ...]
    tail: tuple[Line, ...]
    more: Link | None


@dataclass(frozen=True, slots=True)
class Colophon:
    """Whose texts these are: once in each mail."""

    side: Side
    credit: tuple[tuple[str, str | None], ...]  # with what each links to
    notices: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One edition, ready for its templates."""

    side: Side
    publisher: str
    home: str
    subject: str
    preheader: str
    name: str  # newsletter and edition
    line: str  # edition, date, count
    whole: Whole | None
    items: tuple[Item, ...]
    more: Link | None
    corrections: Box | None
    colophon: Colophon
    why: tuple[str, str]  # around the reader's address
    unsubscribe: str
    browser: Link
    privacy: Link
    postal_address: str | None
    footnotes: tuple[str, ...]


class Footnotes:
    """Addresses in the order of their first mention, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def link(self, words: str, url: str) -> Link:
        """A link with its number."""
        number = self._numbers.setdefault(url, len(self._numbers) + 1)
        return Link(words, url, number)

    @property
    def urls(self) -> tuple[str, ...]:
        """What the numbers stand for, from 1."""
        return tuple(self._numbers)

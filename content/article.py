"""The article and its parts, as values; a change makes a new value."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID, uuid4

Direction = Literal["rtl", "ltr"]


class State(StrEnum):
    """Where an article stands; only `USABLE` ones are public."""

    NEEDS_TITLE = "needs_title"
    NEEDS_DECISION = "needs_decision"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"  # killed; final


class Kind(StrEnum):
    """What a block is; `UNDECIDED` waits for an editor and is never published."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    NUMBERED = "numbered"
    IMAGE = "image"  # its text is the caption, perhaps none
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of a block that lead somewhere or are stressed."""

    start: int
    end: int
    kind: Literal["link", "strong", "emphasis"]
    url: str | None = None  # of a link: http, https or mailto, in ASCII


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the media store, as one article shows it."""

    sha256: str
    suffix: str  # jpg, png, gif or webp
    width: int
    height: int
    alt: str = ""  # for those who do not see it
    credit: str = ""  # who made it

    @property
    def path(self) -> str:
        """Where it is served; the same bytes for ever."""
        return f"/media/{self.sha256}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the text as it was written, without marks of direction.

    Spans are in the normal form of `content.spans`: in order, one within another
    or apart, never across.
    """

    kind: Kind
    text: str
    language: str = "ar"
    direction: Direction = "rtl"
    spans: tuple[Span, ...] = ()
    picture: Picture | None = None  # of an image, and of nothing else


@dataclass(frozen=True, slots=True)
class Author:
    """A person or body that wrote the article."""

    name: str
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What changed in a version, said to readers."""

    kind: Literal["correction", "withheld", "killed", "restored"]
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Translation:
    """Another article that says the same in its own language."""

    language: str
    id: str


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its fields and rights; `version` counts what was published."""

    id: str  # UUID v4, made at import; never derived from title or slug
    blocks: tuple[Block, ...]
    state: State = State.DRAFT
    version: int = 0  # 0 until first published
    language: str = "ar"
    direction: Direction = "rtl"
    title: str | None = None
    title_derived: bool = False  # the title is ours, not the author's
    summary: str | None = None  # None: an excerpt of the lead stands in
    slug: str | None = None
    authors: tuple[Author, ...] = ()  # empty: the publisher is the author
    topics: tuple[str, ...] = ()
    notice: str | None = None  # the rights line as written; None: the publisher's
    holder: str | None = None  # who holds the rights, found in the notice
    tail: tuple[str, ...] = ()  # what stood after the notice (sources, remarks)
    canonical_url: str | None = None
    licence: str = "default"
    published: datetime | None = None  # never moves once it was public
    updated: datetime | None = None  # moves with significant changes only
    embargo_until: datetime | None = None
    expires: datetime | None = None
    notes: tuple[Note, ...] = field(default=())  # oldest first
    guid: str | None = None  # the identity it had where it first came out
    translations: tuple[Translation, ...] = ()  # as it names them; they need not

    @property
    def key(self) -> str:
        """The short name in addresses: the first group of the id."""
        return self.id[:8]

    @property
    def urn(self) -> str:
        """The identity in Atom, RSS, JSON Feed, webhooks and mail (RFC 9562).

        What moved here keeps its old one, or every follower would meet it twice.
        """
        return self.guid or f"urn:uuid:{self.id}"

    @property
    def lead(self) -> str:
        """The first paragraph, or the empty string."""
        paragraphs = (b.text for b in self.blocks if b.kind is Kind.PARAGRAPH)
        return next(paragraphs, "")

    def count(self, kind: Kind) -> int:
        """How many blocks are of this kind."""
        return sum(block.kind is kind for block in self.blocks)


def new_id() -> str:
    """An identity for a new article: random, so that it says nothing."""
    return str(uuid4())


def is_id(text: str) -> bool:
    """Whether the text is a whole article id in its canonical form."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def resting_state(article: Article) -> State:
    """The state of an unpublished article, from what it still lacks."""
    if any(block.kind is Kind.UNDECIDED for block in article.blocks):
        return State.NEEDS_DECISION
    return State.DRAFT if article.title else State.NEEDS_TITLE


def titled(article: Article, title: str, *, derived: bool = False) -> Article:
    """The article under this title, its state brought up to date."""
    changed = replace(article, title=title, title_derived=derived)
    return replace(changed, state=resting_state(changed))

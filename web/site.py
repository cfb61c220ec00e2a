"""What the pages ask of the rest of the house; service wires it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from audience.users import Link, User
from content.article import Article
from content.filing import Drawer
from content.publisher import Publisher
from content.search import Results
from content.shelves import Shelf
from content.tally import Tally
from feeds.feed import Feed, Format
from web.metrics import Family


class EditionPage(Protocol):
    """A sent edition as it went out, its reader's slots still open."""

    @property
    def html(self) -> str:
        """The whole document of the mail."""
        ...

    @property
    def language(self) -> str:
        """The language of the newsletter."""
        ...


class Medium(Protocol):
    """A picture of the store."""

    @property
    def type(self) -> str:
        """Its media type."""
        ...

    @property
    def data(self) -> bytes:
        """Its bytes."""
        ...


class LeaveLink(Protocol):
    """What a valid link out of a newsletter stands for."""

    @property
    def address(self) -> str:
        """Whose subscription it ends."""
        ...

    @property
    def newsletter_title(self) -> str:
        """Which newsletter it ends."""
        ...

    @property
    def language(self) -> str:
        """The language of that newsletter."""
        ...

    @property
    def already_left(self) -> bool:
        """Whether the subscription had ended before."""
        ...


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A feed's head and its newest entries, read in one moment."""

    head: Feed
    entries: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A topic or author with some of its articles, read in one moment."""

    shelf: Shelf
    articles: Sequence[Article]


@dataclass(frozen=True, slots=True)
class Day:
    """What the desk opens with, read in one moment."""

    articles: Sequence[Article]  # of every state
    tally: Tally


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether this process can do its work, for `/readyz`."""

    ready: bool
    database: bool
    migrated: bool
    dispatching: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Site:
    """Everything the pages read, and the few things they may do."""

    public_url: str  # no slash at the end; the only source of absolute addresses
    now: Callable[[], datetime]
    publisher: Callable[[], Awaitable[Publisher]]
    article: Callable[[str], Awaitable[Article | None]]  # by id or key, any state
    latest: Callable[[int], Awaitable[Sequence[Article]]]  # public, newest first
    tally: Callable[[datetime], Awaitable[Tally]]  # since when articles are fresh
    shelves: Callable[[Drawer], Awaitable[Sequence[Shelf]]]  # the fullest first
    # By drawer, slug, limit and offset; None: nothing public stands there.
    shelf: Callable[[Drawer, str, int, int], Awaitable[Shelved | None]]
    search: Callable[[str, int, int], Awaitable[Results]]  # query, limit, offset
    feeds: Callable[[], Awaitable[Sequence[Feed]]]  # that hold an article
    # None: there is none, or nothing is left in it.
    feed_head: Callable[[str], Awaitable[Feed | None]]
    # Head and entries of one read transaction, or bytes of a later version would be
    # kept under the name of an earlier one.
    feed_content: Callable[[str, Format, int], Awaitable[FeedContent | None]]
    edition: Callable[[str, str], Awaitable[EditionPage | None]]  # newsletter, slot
    leave_link: Callable[[str], Awaitable[LeaveLink | None]]  # None: not our token
    leave: Callable[[str], Awaitable[bool]]  # False: not our token; else done
    # By hash and suffix, of what a public article shows.
    medium: Callable[[str, str], Awaitable[Medium | None]]
    # The article that stood at this path and query before it came here.
    moved_from: Callable[[str], Awaitable[Article | None]]
    who: Callable[[str], Awaitable[User | None]]  # of a session's secret
    sign_in_link: Callable[[str], Awaitable[Link | None]]  # None: not our link
    enter: Callable[[str], Awaitable[str | None]]  # a session's secret for a link's
    sign_out: Callable[[str], Awaitable[None]]
    day: Callable[[datetime, int], Awaitable[Day]]  # since when, how many articles
    readiness: Callable[[], Awaitable[Readiness]]
    metrics: Callable[[], Awaitable[Sequence[Family]]]
    metrics_token: str | None = None  # None: only this machine may read them
    fonts: Path | None = None  # a folder of woff2 files, if they were installed

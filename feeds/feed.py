"""What a feed is, as values: its head, its tombstones, the profile of a rendering."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from content.publisher import Publisher

Format = Literal["atom", "rss", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A killed article's place in Atom (RFC 6721)."""

    urn: str
    when: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The head of a selection; `version` moves with every change of its bytes."""

    name: str  # "all"; addresses are /feeds/<name>.<format>
    version: int
    updated: datetime  # max of its entries' and tombstones' times, never the clock
    tombstones: tuple[Tombstone, ...] = ()
    label: str | None = None  # what it selects, for people; None: read off the name


@dataclass(frozen=True, slots=True)
class Profile:
    """All that shapes rendered bytes besides the article itself."""

    publisher: Publisher
    public_url: str  # no slash at the end

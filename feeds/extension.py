"""What feedgen 1.0 leaves out or breaks, put right by its own extension mechanism.

feedgen calls the feed's part before it appends entries and the entry's part last,
so both may rewrite what it made. Its Atom tree has no namespace: core elements
are added by their bare names, foreign ones by `{namespace}name`.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from lxml.etree import Element, SubElement, _Element

from feeds.feed import Tombstone
from feeds.item import Item
from feeds.moments import rfc822, rfc3339

ATOM = "http://www.w3.org/2005/Atom"
AT = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Link:
    """A link with all the attributes that Atom knows (RFC 4287 §4.2.7)."""

    href: str
    rel: str
    type: str | None = None
    hreflang: str | None = None
    title: str | None = None
    length: int | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes that are said, as XML has them."""
        said = {
            "href": self.href,
            "rel": self.rel,
            "type": self.type,
            "hreflang": self.hreflang,
            "title": self.title,
            "length": None if self.length is None else str(self.length),
        }
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Source:
    """The feed that an entry was made for, as it stood then (RFC 4287 §4.2.11)."""

    urn: str
    title: str
    language: str
    updated: datetime
    itself: Link  # in the format of the document
    rights: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the document says of the feed and feedgen cannot."""

    site: str
    publisher: str
    updated: datetime
    tombstones: tuple[Tombstone, ...]  # none in RSS, which has no word for them


class FeedExtension:
    """The feed's part; `head` is given before the document is made."""

    head: Head

    def extend_ns(self) -> dict[str, str]:
        """Every namespace at the root: an entry must not declare its own."""
        entries = {"dc": DC, "dcterms": DCTERMS}
        return entries | {"at": AT} if self.head.tombstones else entries

    def extend_atom(self, feed: _Element) -> _Element:
        """Add the tombstones, before all entries."""
        for tombstone in self.head.tombstones:
            self._bury(feed, tombstone)
        return feed

    def extend_rss(self, rss: _Element) -> _Element:
        """Point the channel at the site and date it without the locale's help."""
        channel = rss[0]
        # feedgen takes the last link given, of whatever rel.
        _only(channel, "link").text = self.head.site
        _say(channel, "lastBuildDate", rfc822(self.head.updated))
        return rss

    def _bury(self, feed: _Element, tombstone: Tombstone) -> None:
        grave = SubElement(
            feed,
            f"{{{AT}}}deleted-entry",
            ref=tombstone.urn,
            when=rfc3339(tombstone.when),
        )
        _say(SubElement(grave, f"{{{AT}}}by"), "name", self.head.publisher)
        _say(grave, f"{{{AT}}}comment", tombstone.comment)


class EntryExtension:
    """The entry's part; its fields are given before the entry is made."""

    item: Item
    source: Source
    links: tuple[Link, ...] = ()

    def extend_atom(self, entry: _Element) -> _Element:
        """Give the entry its language, whole links, source and rights."""
        entry.set(LANG, self.item.language)
        self._relink(entry)
        self._attest(entry)
        self._reserve(entry)
        return entry

    def extend_rss(self, item: _Element) -> _Element:
        """Say in the item what RSS itself has no word for."""
        # RSS descriptions are HTML: a bare `<` of the text would open a tag there.
        _only(item, "description").text = escape(self.item.summary, quote=False)
        _say(item, "pubDate", rfc822(self.item.published))
        _say(item, f"{{{ATOM}}}updated", rfc3339(self.item.updated))
        _say(item, f"{{{DC}}}creator", self.item.names)
        _say(item, f"{{{DC}}}language", self.item.language)
        _say(item, f"{{{DC}}}rights", self.item.rights)
        self._reserve(item)
        origin = SubElement(item, "source", url=self.source.itself.href)
        origin.text = self.source.title
        return item

    def _relink(self, entry: _Element) -> None:
        """Write every link again: feedgen loses all but href (its issue 135)."""
        bare = entry.findall("link")
        place = entry.index(bare[0])
        for element in bare:
            entry.remove(element)
        for offset, link in enumerate(self.links):
            entry.insert(place + offset, _element(link))

    def _attest(self, entry: _Element) -> None:
        """Add the source after the entry's own links, or sfeed takes its address."""
        source = SubElement(entry, "source")
        source.set(LANG, self.source.language)
        _say(source, "id", self.source.urn)
        _say(source, "title", self.source.title)
        _say(source, "updated", rfc3339(self.source.updated))
        source.append(_element(self.source.itself))
        _say(source, "rights", self.source.rights)

    def _reserve(self, entry: _Element) -> None:
        """Name the holder of the rights, and how long the text may be used."""
        _say(entry, f"{{{DCTERMS}}}rightsHolder", self.item.holder)
        if self.item.valid is not None:
            _say(entry, f"{{{DCTERMS}}}valid", self.item.valid)


def _say(parent: _Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _element(link: Link) -> _Element:
    return Element("link", link.attributes)


def _only(parent: _Element, name: str) -> _Element:
    found = parent.find(name)
    if found is None:
        raise LookupError(f"feedgen wrote no {name}")
    return found

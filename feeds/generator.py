"""Documents by feedgen itself: the measure of all that is assembled from slices."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal

from feedgen.feed import FeedGenerator

from feeds.extension import EntryExtension, FeedExtension, Head, Link, Source
from feeds.feed import Feed, Profile
from feeds.item import Item
from feeds.moments import whole
from feeds.titles import (
    MAIN,
    MEDIA_TYPES,
    address_of,
    language_of,
    subtitle_of,
    title_of,
)

XmlFormat = Literal["atom", "rss"]


class _Unsaid(datetime):
    """A moment that feedgen does not print.

    Each date that feedgen prints in RSS sets the locale of the whole process
    three times. It asks `if date:` first; ours are written by the extension.
    """

    def __bool__(self) -> bool:
        return False


_UNSAID = _Unsaid(1970, 1, 1, tzinfo=UTC)


def document(
    feed: Feed, items: Iterable[Item], format_: XmlFormat, profile: Profile
) -> bytes:
    """The whole document as feedgen makes it, with our extension."""
    generator = _generator(feed, format_, profile)
    for item in items:
        _add(generator, item, format_, profile)
    made: bytes = generator.atom_str() if format_ == "atom" else generator.rss_str()
    return made


# feedgen is untyped.
def _generator(feed: Feed, format_: XmlFormat, profile: Profile) -> Any:  # noqa: ANN401
    publisher = profile.publisher
    language = language_of(feed, publisher)
    name = publisher.name_in(language)
    generator = FeedGenerator()
    generator.register_extension("nashra", FeedExtension, EntryExtension)
    generator.nashra.head = Head(
        site=_site(profile),
        publisher=name,
        updated=whole(feed.updated),
        tombstones=feed.tombstones if format_ == "atom" else (),
    )
    # RFC 4287 §4.2.6 wants an id that lasts; the Atom address serves all formats.
    generator.id(address_of(feed.name, "atom", profile))
    generator.title(title_of(feed, publisher))
    generator.subtitle(subtitle_of(feed, publisher))
    generator.language(language)
    generator.rights(publisher.notice_in(language))
    generator.author(name=name, uri=_site(profile))
    generator.generator("Nashra")
    generator.updated(whole(feed.updated) if format_ == "atom" else _UNSAID)
    for link in _links(feed, format_, profile):
        generator.link(**link.attributes)
    return generator


def _links(feed: Feed, format_: XmlFormat, profile: Profile) -> tuple[Link, ...]:
    here = address_of(feed.name, format_, profile)
    return (
        Link(_site(profile), "alternate", "text/html", profile.publisher.language),
        Link(here, "self", MEDIA_TYPES[format_]),
    )


def _add(
    generator: Any,  # noqa: ANN401
    item: Item,
    format_: XmlFormat,
    profile: Profile,
) -> None:
    entry = generator.add_entry(order="append")
    page = Link(item.url, "alternate", "text/html", item.language)
    entry.nashra.item = item
    entry.nashra.links = (page, *_elsewhere(item))
    entry.nashra.source = _source(item, format_, profile)
    entry.id(item.urn)
    entry.title(item.title)
    entry.link(href=page.href)
    entry.summary(item.summary)
    entry.content(item.html, type="html")
    entry.category([{"term": topic} for topic in item.topics])
    if format_ == "atom":  # in RSS the extension says these
        entry.author([_person(author.name, author.uri) for author in item.authors])
        entry.published(item.published)
        entry.updated(item.updated)
        entry.rights(item.rights)


def _elsewhere(item: Item) -> tuple[Link, ...]:
    """The pages in other languages, and after them the article's own once more.

    Of several alternates sfeed takes the first, newsboat and feedparser the last.
    """
    if not item.translations:
        return ()
    others = (
        Link(each.url, "alternate", "text/html", each.language)
        for each in item.translations
    )
    # RFC 4287 §4.1.2: no two alternates of one type and language; this has none.
    return (*others, Link(item.url, "alternate", "text/html"))


def _person(name: str, uri: str | None) -> dict[str, str]:
    return {"name": name} if uri is None else {"name": name, "uri": uri}


def _source(item: Item, format_: XmlFormat, profile: Profile) -> Source:
    publisher = profile.publisher
    main = Feed(MAIN, version=0, updated=item.updated)
    return Source(
        urn=address_of(MAIN, "atom", profile),
        title=title_of(main, publisher),
        language=publisher.language,
        updated=item.updated,
        itself=Link(address_of(MAIN, format_, profile), "self", MEDIA_TYPES[format_]),
        rights=publisher.notice,
    )


def _site(profile: Profile) -> str:
    return f"{profile.public_url}/"

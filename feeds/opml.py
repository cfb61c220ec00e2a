"""The list of all feeds, as readers import it (OPML 2.0)."""

from collections.abc import Sequence

from lxml import etree
from lxml.etree import Element, SubElement

from feeds.feed import Feed, Profile
from feeds.moments import rfc822, whole
from feeds.titles import address_of, language_of, title_of

MEDIA_TYPE = "text/x-opml"


def document(feeds: Sequence[Feed], profile: Profile) -> bytes:
    """An outline for each feed, in this order; equal values give equal bytes."""
    publisher = profile.publisher
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    SubElement(head, "title").text = publisher.name
    if feeds:
        newest = max(feed.updated for feed in feeds)
        SubElement(head, "dateModified").text = rfc822(whole(newest))
    SubElement(head, "ownerName").text = publisher.name
    SubElement(head, "ownerId").text = f"{profile.public_url}/"
    body = SubElement(root, "body")
    for feed in feeds:
        title = title_of(feed, publisher)
        # What it is called is `text`, what it calls itself `title`; to us it is one.
        SubElement(
            body,
            "outline",
            # OPML 2.0 knows no other type for a feed of whatever format.
            type="rss",
            text=title,
            title=title,
            xmlUrl=address_of(feed.name, "atom", profile),
            htmlUrl=f"{profile.public_url}/",
            language=language_of(feed, publisher),
        )
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made

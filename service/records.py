"""Articles, events, feeds and editions as the JSON that other programs rely on."""

from typing import Any

from content.article import Article, Block, Kind, State
from content.attribution import notice_of
from content.event import Event
from content.publisher import Publisher
from content.slugs import article_path
from digests.editions import Edition
from feeds.feed import FORMATS, Feed
from feeds.titles import path_of
from newsroom.intake import Taken
from newsroom.pushing import Owed
from outbox.parcel import CHANNELS
from service.output import Output, time
from service.words import Said


def article_record(article: Article, public_url: str) -> dict[str, Any]:
    """One line of a list of articles."""
    return {
        "id": article.id,
        "state": article.state.value,
        "version": article.version,
        "title": article.title,
        "published": time(article.published),
        "updated": time(article.updated),
        "url": url_of(article, public_url),
    }


def url_of(article: Article, public_url: str) -> str | None:
    """Where readers find it; None while it is not public."""
    hidden = article.version == 0 or article.state is State.SCHEDULED
    return None if hidden else public_url + article_path(article)


def block_record(block: Block) -> dict[str, Any]:
    """One block of an article."""
    return {
        "kind": block.kind.value,
        "text": block.text,
        "language": block.language,
        "direction": block.direction,
    }


def taken_record(
    taken: Taken, article: Article, publisher: Publisher, public_url: str
) -> dict[str, Any]:
    """An imported article with the importer's report."""
    return {
        "id": article.id,
        "state": article.state.value,
        "version": article.version,
        "title": article.title,
        "title_derived": article.title_derived,
        "language": article.language,
        "direction": article.direction,
        "headings": article.count(Kind.HEADING),
        "paragraphs": article.count(Kind.PARAGRAPH),
        "notice": notice_of(article, publisher),
        "holder": article.holder or publisher.name_in(article.language),
        "source": {
            "file": taken.file,
            "sha256": taken.sha256,
            "encoding": taken.encoding,
        },
        "suggestions": list(taken.suggestions),
        "report": [
            {
                "line": decision.line,
                "decision": decision.decision,
                "confidence": decision.confidence,
                "message": decision.message,
            }
            for decision in taken.report
        ],
        "url": url_of(article, public_url),
    }


def refused_record(file: str, said: Said, output: Output) -> dict[str, Any]:
    """A file of which nothing came, or not all that was asked for."""
    return {
        "file": file,
        "code": said.code,
        "message": output.told(said),
        "line": said.line,
    }


def event_record(event: Event) -> dict[str, Any]:
    """A line of the journal."""
    return {
        "number": event.number,
        "type": event.type.value,
        "article": event.article,
        "version": event.version,
        "at": time(event.at),
    }


def nothing_owed() -> Owed:
    """What a change owes that pushes nothing."""
    return dict.fromkeys(CHANNELS, 0)


def feed_record(feed: Feed, entries: int, public_url: str) -> dict[str, Any]:
    """A feed with its addresses."""
    addresses: dict[str, str] = {
        format_: public_url + path_of(feed.name, format_) for format_ in FORMATS
    }
    return {
        "name": feed.name,
        "label": feed.label,
        "version": feed.version,
        "updated": time(feed.updated),
        "entries": entries,
        **addresses,
    }


def edition_record(
    edition: Edition, items: list[dict[str, Any]], owed: int
) -> dict[str, Any]:
    """An edition with its items, and how many parcels of it there are."""
    return {
        "id": edition.id,
        "newsletter": edition.newsletter,
        "cadence": edition.cadence,
        "slot": edition.slot,
        "revision": edition.revision,
        "state": edition.state,
        "subject": edition.subject,
        "items": items,
        "bytes": len(edition.html.encode()),
        "owed": owed,
    }

"""The article's page, and what stands there when it may not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from content.article import Article, Author, Block, Kind, Note, State, is_id
from content.attribution import (
    CreditPart,
    byline,
    credit_parts,
    notice_of,
    publisher_notice,
)
from content.excerpts import reading_minutes, summary_of
from content.html import withdrawn_title
from content.slugs import article_path, slug_of
from web import prose
from web.answers import UNKEPT, moved, page
from web.pages.front import item
from web.pages.trouble import Slip
from web.press import Frame, Press
from web.structured import news_article

READ_NEXT = 3
CONSIDERED = 20  # among so many of the newest
NAMED = 3  # more authors than these stand in the colophon only
_LISTS = {Kind.ITEM: "ul", Kind.NUMBERED: "ol"}
_TAGS = {Kind.HEADING: "h2", Kind.QUOTE: "blockquote"}


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph, quotation or figure; or a list, of several blocks."""

    tag: str
    blocks: tuple[Block, ...]
    anchor: str = ""

    @property
    def block(self) -> Block:
        """The first or only block."""
        return self.blocks[0]


@dataclass(frozen=True, slots=True)
class View:
    """What the template needs of an article."""

    article: Article
    lead: Block | None
    parts: tuple[Part, ...]
    authors: tuple[Author, ...]
    others: str
    minutes: str
    notes: tuple[Note, ...]
    credit: tuple[CreditPart, ...]
    notice: str
    address: str

    @property
    def headings(self) -> tuple[Part, ...]:
        """The table of contents; one heading alone is none."""
        found = tuple(part for part in self.parts if part.anchor)
        return found if len(found) > 1 else ()


async def show(press: Press, request: Request) -> Response:
    """The article at its one address, or why it is not there."""
    article = await _public(press, request.path_params["name"])
    if article.state is State.CANCELED:
        return await _withdrawn(press, request, article, 410)
    if article.state is State.WITHHELD:
        return await _withdrawn(press, request, article, 451)  # RFC 7725
    asked = (request.path_params["name"], request.path_params.get("slug", ""))
    if asked != (article.key, slug_of(article)):
        return moved(press.redirect_path(article_path(article)))
    return await _shown(press, request, article)


async def _public(press: Press, name: str) -> Article:
    known = is_id(name) or (len(name) == 8 and name.isalnum())
    article = await press.site.article(name) if known else None
    seen = (State.USABLE, State.WITHHELD, State.CANCELED)
    if article is None or article.version == 0 or article.state not in seen:
        raise HTTPException(404)
    return article


async def _shown(press: Press, request: Request, article: Article) -> Response:
    frame = await press.frame(request, article.language)
    newest = await press.site.latest(CONSIDERED)
    drawn = press.draw(
        "article.html",
        frame,
        view=view(article, frame),
        summary=summary_of(article),
        canonical=article.canonical_url or frame.public_url + article_path(article),
        structured=news_article(article, frame.publisher, frame.public_url),
        items=[item(other, frame) for other in _read_next(article, newest)],
    )
    return page(drawn)


async def _withdrawn(
    press: Press, request: Request, article: Article, status: int
) -> Response:
    """Dated and explained, without one word of the text, its title or its slug."""
    frame = await press.frame(request, article.language)
    killed = article.state is State.CANCELED
    kind = "killed" if killed else "withheld"
    note = next((note for note in reversed(article.notes) if note.kind == kind), None)
    at = note.at if note else article.updated or press.site.now()
    words = frame.words
    said = prose.fill(
        words.killed_text if killed else words.withheld_text,
        publisher=prose.prose(frame.name, frame.direction),
        date=prose.prose(frame.date(at), frame.direction),
    )
    slip = Slip(withdrawn_title(article), said, "red" if killed else "held")
    notice = publisher_notice(article, frame.publisher)
    drawn = press.draw("withdrawn.html", frame, slip=slip, note=note, notice=notice)
    return page(drawn, status, UNKEPT)


def view(article: Article, frame: Frame) -> View:
    """The article laid out for its page."""
    publisher = frame.publisher
    authors = byline(article, publisher)
    lead, blocks = _lead_and_rest(article)
    return View(
        article=article,
        lead=lead,
        parts=tuple(_parts(blocks)),
        authors=authors[:NAMED],
        others=_others(len(authors) - NAMED, frame),
        minutes=frame.words.plural("minutes", reading_minutes(article)),
        notes=tuple(n for n in article.notes if n.kind in ("correction", "restored")),
        credit=credit_parts(article, publisher),
        notice=notice_of(article, publisher),
        address=f"{frame.public_url}/a/{article.key}".partition("://")[2],
    )


def _others(unnamed: int, frame: Frame) -> str:
    return frame.words.plural("others", unnamed) if unnamed > 0 else ""


def _read_next(article: Article, newest: Sequence[Article]) -> list[Article]:
    """The newest others, those in the reader's language first."""
    others = [other for other in newest if other.id != article.id]
    others.sort(key=lambda other: other.language != article.language)
    return others[:READ_NEXT]


def _lead_and_rest(article: Article) -> tuple[Block | None, tuple[Block, ...]]:
    """The editor's summary above the text, else the first paragraph, never twice."""
    first, *rest = article.blocks
    if article.summary:
        own = (article.language, article.direction)
        return Block(Kind.PARAGRAPH, article.summary, *own), article.blocks
    opens = first.kind is Kind.PARAGRAPH and first.direction == article.direction
    if not opens or not rest:
        return None, article.blocks
    return first, tuple(rest)


def _parts(blocks: tuple[Block, ...]) -> Iterator[Part]:
    headings = 0
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind in _LISTS:
            yield Part(_LISTS[kind], tuple(run))
            continue
        for block in run:
            headings += kind is Kind.HEADING
            anchor = f"h{headings}" if kind is Kind.HEADING else ""
            tag = "figure" if block.picture else _TAGS.get(kind, "p")
            yield Part(tag, (block,), anchor)

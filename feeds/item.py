"""What an entry says, gathered once and the same in every format."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from content.arabic import marked
from content.article import Article, Author, Direction, State
from content.attribution import byline, credit_of, notice_of, publisher_name
from content.excerpts import summary_of
from content.html import WITHDRAWN, body_html, withdrawn_title
from content.slugs import article_path
from feeds.feed import Profile
from feeds.moments import rfc3339, whole

_PUBLIC = (State.USABLE, *WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The page that says the same in another language."""

    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Item:
    """The fields of an entry; texts carry the marks that readers need."""

    urn: str
    url: str
    title: str
    language: str
    direction: Direction
    html: str
    summary: str
    authors: tuple[Author, ...]
    topics: tuple[str, ...]
    published: datetime
    updated: datetime
    rights: str
    holder: str
    valid: str | None  # the window of use, as dcterms:valid writes it
    translations: tuple[Elsewhere, ...] = ()

    @property
    def names(self) -> str:
        """All authors in one line; readers show only one dc:creator."""
        comma = "، " if self.direction == "rtl" else ", "
        return comma.join(author.name for author in self.authors)


def item_of(
    article: Article, profile: Profile, translations: Sequence[Article] = ()
) -> Item:
    """The entry of a public article; a withdrawn one is its notice and no more."""
    if article.state not in _PUBLIC:
        raise ValueError(f"article {article.id} is {article.state}, not public")
    shown = redacted(article) if article.state in WITHDRAWN else article
    html = body_html(article, profile.publisher, profile.public_url)
    item = _item(shown, html, profile)
    if article.state in WITHDRAWN:
        return item
    return replace(
        item,
        translations=tuple(
            Elsewhere(url_of(each, profile), each.language) for each in translations
        ),
    )


def redacted(article: Article) -> Article:
    """The article without a word of its text, under the title of its notice.

    Whatever is made of this value cannot tell what was withdrawn (decisions A8).
    """
    return Article(
        id=article.id,
        blocks=(),
        state=article.state,
        version=article.version,
        language=article.language,
        direction=article.direction,
        title=withdrawn_title(article),
        published=article.published,
        updated=article.updated,
    )


def url_of(article: Article, profile: Profile) -> str:
    """The article's page, in ASCII."""
    return profile.public_url + article_path(article)


def _item(article: Article, html: str, profile: Profile) -> Item:
    publisher = profile.publisher
    if article.title is None or article.published is None:
        raise ValueError(f"article {article.id} has no title or no date")
    return Item(
        urn=article.urn,
        url=url_of(article, profile),
        title=marked(article.title, article.direction),
        language=article.language,
        direction=article.direction,
        html=html,
        summary=_summary(article, profile),
        authors=byline(article, publisher),
        topics=article.topics,
        published=whole(article.published),
        updated=whole(article.updated or article.published),
        rights=notice_of(article, publisher),
        holder=article.holder or publisher_name(article, publisher),
        valid=_valid(article, article.published),
    )


def _summary(article: Article, profile: Profile) -> str:
    """The summary with the credit; of a withdrawn article its title alone."""
    if article.state in WITHDRAWN:
        return marked(article.title or "", article.direction)
    parts = (summary_of(article), credit_of(article, profile.publisher))
    return marked(" — ".join(part for part in parts if part), article.direction)


def _valid(article: Article, published: datetime) -> str | None:
    if article.expires is None:
        return None
    start = rfc3339(article.embargo_until or published)
    return f"start={start}; end={rfc3339(article.expires)}; scheme=W3C-DTF"

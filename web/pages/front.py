"""The front page: the newest articles, and how to be told of the next."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from content.article import Article, Author
from content.attribution import byline
from content.excerpts import reading_minutes, summary_of
from content.slugs import article_path
from web import asked
from web.answers import page
from web.pages.moved import from_old
from web.press import Frame, Press

ARTICLES = 20
NAMED = 3  # authors in a list; all of them stand in the colophon


@dataclass(frozen=True, slots=True)
class Item:
    """An article in a list, in its own language."""

    article: Article
    path: str
    summary: str
    minutes: str
    authors: tuple[Author, ...]
    names: str

    @property
    def topic(self) -> str:
        """What it is filed under first."""
        return self.article.topics[0] if self.article.topics else ""


async def show(press: Press, request: Request) -> Response:
    """The newest articles; one that is there says more of itself."""
    # WordPress calls each of its articles /?p=123 as well.
    if asked.query(request) and (answer := await from_old(press, request)):
        return answer
    frame = await press.frame(request)
    newest = await press.site.latest(ARTICLES)
    items = [item(article, frame) for article in newest]
    return page(press.draw("front.html", frame, items=items))


def item(article: Article, frame: Frame) -> Item:
    """The article as lists on this page show it."""
    words, authors = frame.words, byline(article, frame.publisher)
    return Item(
        article=article,
        path=article_path(article),
        summary=summary_of(article),
        minutes=words.plural("minutes", reading_minutes(article)),
        authors=authors[:NAMED],
        names=words.comma.join(author.name for author in authors),
    )

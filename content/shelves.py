"""Topics and authors as readers see them: only what is public stands there."""

from dataclasses import dataclass

from sqlalchemy import func, select

from content import archive
from content.article import Article, State
from content.filing import Drawer, filed, filed_under
from storage.engine import AnyRow, AnySelect, Reading


@dataclass(frozen=True, slots=True)
class Shelf:
    """One topic or author that has public articles."""

    drawer: Drawer
    slug: str
    name: str  # as its newest article writes it
    articles: int

    @property
    def feed(self) -> str:
        """The name of its feed."""
        return f"{self.drawer}/{self.slug}"


async def shelves(reading: Reading, drawer: Drawer) -> list[Shelf]:
    """All there are, the fullest first."""
    return [_shelf(drawer, row) for row in await reading.rows(_counted(drawer))]


async def shelf(reading: Reading, drawer: Drawer, slug: str) -> Shelf | None:
    """The one of this name, unless nothing public stands there."""
    row = await reading.first(_counted(drawer, slug))
    return None if row is None else _shelf(drawer, row)


async def standing(
    reading: Reading, drawer: Drawer, slug: str, limit: int, offset: int = 0
) -> list[Article]:
    """Its public articles, newest first."""
    return await archive.public_among(reading, filed_under(drawer, slug), limit, offset)


def _counted(drawer: Drawer, slug: str | None = None) -> AnySelect:
    """A row for each name, or for this one: slug, name, how many public articles."""
    table, articles = filed[drawer], archive.articles
    newest_first = (articles.c.published.desc(), articles.c.id)
    public = (
        select(
            table.c.slug,
            table.c.name,
            func.count().over(partition_by=table.c.slug).label("number"),
            func.row_number()
            .over(partition_by=table.c.slug, order_by=newest_first)
            .label("place"),
        )
        .join(articles, articles.c.id == table.c.article)
        .where(articles.c.state == State.USABLE)
    )
    if slug is not None:
        public = public.where(table.c.slug == slug)
    each = public.subquery()
    named = select(each.c.slug, each.c.name, each.c.number).where(each.c.place == 1)
    return named.order_by(each.c.number.desc(), each.c.slug)


def _shelf(drawer: Drawer, row: AnyRow) -> Shelf:
    return Shelf(drawer, row.slug, row.name, row.number)

"""Which feeds an article belongs to, by what it says of itself."""

from dataclasses import dataclass

from content.article import Article
from content.filing import DRAWERS, names_in, rows_of
from feeds.titles import MAIN


@dataclass(frozen=True, slots=True)
class Selection:
    """One feed among those that could be; it exists once an article belongs to it."""

    name: str  # as in `Feed`
    label: str | None = None  # what it selects, as this article writes it


def feeds_of(article: Article) -> tuple[Selection, ...]:
    """Everything's, its topics', its authors' and its language's, each once."""
    filed = (
        Selection(f"{drawer}/{row['slug']}", row["name"])
        for drawer in DRAWERS
        for row in rows_of(article.id, names_in(article, drawer))
    )
    return (Selection(MAIN), *filed, Selection(f"languages/{article.language}"))

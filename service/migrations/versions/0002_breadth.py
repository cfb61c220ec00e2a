"""Topics and authors, users and sessions."""

import sqlalchemy as sa
from alembic import op

from content.article import Article
from content.filing import DRAWERS, names_in, rows_of
from content.record import article_from_record

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _file_articles()


def _file_articles() -> None:
    filed = {drawer: _drawer(f"article_{drawer}") for drawer in DRAWERS}
    for article in _present():
        for drawer, table in filed.items():
            rows = rows_of(article.id, names_in(article, drawer))
            if rows:
                op.bulk_insert(table, rows)


def _drawer(name: str) -> sa.Table:
    table = op.create_table(
        name,
        sa.Column("article", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=240), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f(f"fk_{name}_article_articles")
        ),
        sa.PrimaryKeyConstraint("article", "slug", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_slug", name, ["slug"], unique=False)
    return table


def _present() -> list[Article]:
    """Each article in its newest version, as the first tables keep it."""
    articles = sa.table("articles", sa.column("id"), sa.column("version"))
    versions = sa.table(
        "versions",
        sa.column("article"),
        sa.column("version"),
        sa.column("record", sa.JSON()),
    )
    statement = sa.select(versions.c.record).where(
        versions.c.article == articles.c.id, versions.c.version == articles.c.version
    )
    rows = op.get_bind().execute(statement)
    return [article_from_record(row.record) for row in rows]

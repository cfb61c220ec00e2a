"""Topics and authors, search, users and sessions, pictures, old addresses, brakes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from content.article import Article, State
from content.filing import DRAWERS, names_in, rows_of
from content.record import article_from_record
from feeds.selection import feeds_of
from feeds.titles import MAIN
from storage.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _file_articles()
    _make_index()
    _let_users_in()
    _keep_pictures()
    _remember_moves()
    _select_feeds()
    _link_translations()
    _fit_brakes()


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


def _make_index() -> None:
    # Its rows are made at the next start, by content.search.
    op.create_table(
        "findable",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("article", sa.String(length=36), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column(
            "terms",
            sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"),
            nullable=False,
        ),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_findable_article_articles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findable")),
        sa.UniqueConstraint("article", name=op.f("uq_findable_article")),
    )
    for statement in _FTS if op.get_bind().dialect.name == "sqlite" else _GIN:
        op.execute(statement)


# Nothing waits in a pending list, which every search would have to read through.
_GIN = (
    "CREATE INDEX ix_findable_terms ON findable USING gin (terms) WITH (fastupdate = off)",
)

# FTS5 keeps no second copy of the terms. Its tokenizer cuts at blanks alone, as far as
# our terms go: unicode61 would cut by the Unicode of its own year.
_CREATE_FTS = """
CREATE VIRTUAL TABLE findable_terms USING fts5(
    terms, content='findable', content_rowid='id',
    tokenize='ascii', detail=none, columnsize=0
)
"""
_ADD = "INSERT INTO findable_terms (rowid, terms) VALUES (new.id, new.terms);"
_REMOVE = """
INSERT INTO findable_terms (findable_terms, rowid, terms)
VALUES ('delete', old.id, old.terms);
"""
_FTS = (
    _CREATE_FTS,
    f"CREATE TRIGGER findable_add AFTER INSERT ON findable BEGIN {_ADD} END",
    f"CREATE TRIGGER findable_drop AFTER DELETE ON findable BEGIN {_REMOVE} END",
    f"CREATE TRIGGER findable_set AFTER UPDATE ON findable BEGIN {_REMOVE} {_ADD} END",
)


def _let_users_in() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "sign_in_links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user"], ["users.id"], name=op.f("fk_sign_in_links_user_users")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in_links")),
    )
    op.create_index("ix_sign_in_links_user", "sign_in_links", ["user"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user"], ["users.id"], name=op.f("fk_sessions_user_users")
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"], unique=False)


def _keep_pictures() -> None:
    op.create_table(
        "media",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media")),
    )
    op.create_table(
        "showings",
        sa.Column("article", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_showings_article_articles")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["media.sha256"], name=op.f("fk_showings_sha256_media")
        ),
        sa.PrimaryKeyConstraint("article", "sha256", name=op.f("pk_showings")),
    )
    op.create_index("ix_showings_sha256", "showings", ["sha256"], unique=False)


def _remember_moves() -> None:
    op.create_table(
        "redirects",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("article", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_redirects_article_articles")
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_redirects")),
    )
    op.create_index("ix_redirects_article", "redirects", ["article"], unique=False)
    op.create_table(
        "guids",
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("article", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_guids_article_articles")
        ),
        sa.PrimaryKeyConstraint("guid", name=op.f("pk_guids")),
    )


def _select_feeds() -> None:
    op.add_column("feeds", sa.Column("label", sa.Text(), nullable=True))
    op.create_index("ix_members_article", "members", ["article"], unique=False)
    _open_feeds()


def _open_feeds() -> None:
    """Public articles are in the feeds of their topics, authors and languages too."""
    feeds = sa.table(
        "feeds",
        sa.column("name"),
        sa.column("version"),
        sa.column("updated", UtcDateTime),
        sa.column("label"),
    )
    members = sa.table(
        "members",
        sa.column("feed"),
        sa.column("article"),
        sa.column("published", UtcDateTime),
    )
    heads: dict[str, dict[str, object]] = {}
    places: list[dict[str, object]] = []
    for article in _public():
        for each in feeds_of(article):
            if each.name == MAIN:
                continue
            heads[each.name] = {
                "name": each.name,
                "version": 1,
                "updated": article.updated,
                "label": each.label,
            }
            places.append(
                {
                    "feed": each.name,
                    "article": article.id,
                    "published": article.published,
                }
            )
    if places:
        op.bulk_insert(feeds, list(heads.values()))
        op.bulk_insert(members, places)


def _link_translations() -> None:
    name = "article_translations"
    op.create_table(
        name,
        sa.Column("article", sa.String(length=36), nullable=False),
        sa.Column("translation", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f(f"fk_{name}_article_articles")
        ),
        sa.PrimaryKeyConstraint("article", "translation", name=op.f(f"pk_{name}")),
    )
    op.create_index(f"ix_{name}_translation", name, ["translation"], unique=False)


def _fit_brakes() -> None:
    op.create_table(
        "brakes",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_brakes")),
    )


def _public() -> list[Article]:
    """What is public, in the order of its last change."""
    public = [each for each in _present() if each.state is State.USABLE]
    return sorted(public, key=lambda each: str(each.updated))


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

"""What an older version kept is there after the next one has begun."""

from pathlib import Path

import sqlalchemy as sa

from content.article import Author
from content.record import record_of_article
from content.shelves import Shelf, shelves
from service.history import SCRIPTS
from storage.columns import Json, UtcDateTime
from storage.engine import Database, connect
from storage.migrate import History, migrate
from tests.support.rows import NOW, an_article

OLD = an_article(1, topics=("ماء وغذاء", "…"), authors=(Author("ليلى حدّاد"),))


def only(revision: str, folder: Path) -> History:
    """The history up to this revision."""
    scripts = folder / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for file in ["env.py", f"versions/{revision}"]:
        text = (SCRIPTS / file).read_text(encoding="utf-8")
        (scripts / file).write_text(text, encoding="utf-8")
    return History(scripts, folder / "backups")


async def keep_as_then(database: Database) -> None:
    """The article as the first version of the tables holds it."""
    articles = sa.table(
        "articles",
        *(sa.column(name) for name in ("id", "key", "state", "version", "language")),
        sa.column("saved", UtcDateTime()),
        sa.column("published", UtcDateTime()),
    )
    versions = sa.table(
        "versions",
        *(sa.column(name) for name in ("article", "version")),
        sa.column("record", Json),
        sa.column("saved", UtcDateTime()),
    )
    async with database.writing() as transaction:
        await transaction.run(
            sa.insert(articles).values(
                id=OLD.id,
                key=OLD.key,
                state=OLD.state,
                version=OLD.version,
                language=OLD.language,
                saved=NOW,
                published=NOW,
            )
        )
        await transaction.run(
            sa.insert(versions).values(
                article=OLD.id,
                version=OLD.version,
                record=record_of_article(OLD),
                saved=NOW,
            )
        )


async def test_articles_of_the_first_version_stand_under_their_topics(
    database_url: str, tmp_path: Path
):
    database = connect(database_url)
    await migrate(database, only("0001_the_first_tables.py", tmp_path), NOW)
    await keep_as_then(database)

    await migrate(database, History(SCRIPTS, tmp_path / "backups"), NOW)

    async with database.reading() as reading:
        topics = await shelves(reading, "topics")
        authors = await shelves(reading, "authors")
    await database.close()
    assert topics == [Shelf("topics", "ماء-وغذاء", "ماء وغذاء", 1)]
    assert authors == [Shelf("authors", "ليلى-حداد", "ليلى حدّاد", 1)]

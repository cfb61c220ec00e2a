"""Migrations: all or nothing, by whoever comes first."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, text

from content import archive
from content.article import Author, State
from content.record import record_of_article
from content.search_index import is_of_both_engines
from feeds import store
from feeds.feed import Feed
from service.clock import now
from service.history import SCRIPTS
from service.schema import metadata
from storage.engine import Database, connect
from storage.migrate import History, UnknownRevisionError, is_migrated, migrate
from tests.support.rows import NOW, an_article

BROKEN = '''
"""A revision that fails in its middle."""
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "{head}"
def upgrade():
    op.create_table("half", sa.Column("x", sa.Integer))
    op.execute("INSERT INTO half (x) VALUES (1)")
    op.execute("SELECT nothing FROM nowhere")
'''


def history_with(tmp_path: Path, revision: str) -> History:
    scripts = tmp_path / "scripts"
    (scripts / "versions").mkdir(parents=True)
    for file in [
        "env.py",
        *(f"versions/{p.name}" for p in (SCRIPTS / "versions").glob("0*.py")),
    ]:
        (scripts / file).write_text((SCRIPTS / file).read_text("utf-8"), "utf-8")
    head = History(SCRIPTS, tmp_path).head
    (scripts / "versions" / "9999_broken.py").write_text(
        revision.format(head=head), "utf-8"
    )
    return History(scripts, tmp_path / "backups")


async def tables(database: Database) -> set[str]:
    async with database.reading() as reading:
        return set(
            await reading.connection.run_sync(lambda c: inspect(c).get_table_names())
        )


async def test_migrations_make_exactly_the_tables_of_the_code(database: Database):
    async with database.reading() as reading:
        differences = await reading.connection.run_sync(
            lambda connection: compare_metadata(
                MigrationContext.configure(
                    connection, opts={"include_name": is_of_both_engines}
                ),
                metadata,
            )
        )

    assert differences == []


async def test_a_second_migration_finds_nothing_to_do(
    database: Database, tmp_path: Path
):
    history = History(SCRIPTS, tmp_path / "backups")

    assert await migrate(database, history, now()) is False
    assert await is_migrated(database, history)


async def test_a_failing_revision_leaves_nothing_behind(
    database: Database, tmp_path: Path
):
    before = await tables(database)

    with pytest.raises(Exception, match="nowhere"):
        await migrate(database, history_with(tmp_path, BROKEN), now())

    assert await tables(database) == before
    assert await is_migrated(database, History(SCRIPTS, tmp_path))


async def test_the_sqlite_file_is_copied_before_it_is_changed(
    sqlite: Database, tmp_path: Path
):
    fine = BROKEN.replace('op.execute("SELECT nothing FROM nowhere")', "pass")

    await migrate(sqlite, history_with(tmp_path, fine), now())

    (copy,) = (tmp_path / "backups").iterdir()
    older = connect(f"sqlite:///{copy}")
    assert "half" in await tables(sqlite)
    assert "half" not in await tables(older)
    await older.close()


async def test_a_database_of_a_newer_nashra_is_refused(
    database: Database, tmp_path: Path
):
    async with database.writing() as transaction:
        await transaction.run(text("UPDATE alembic_version SET version_num = 'future'"))

    with pytest.raises(UnknownRevisionError, match="future"):
        await migrate(database, History(SCRIPTS, tmp_path), now())


async def test_four_processes_that_migrate_at_once_all_succeed(
    database_url: str, tmp_path: Path
):
    program = (
        "import asyncio, sys; from pathlib import Path\n"
        "from service.clock import now; from service.history import SCRIPTS\n"
        "from storage.engine import connect; from storage.migrate import History, migrate\n"
        "print(asyncio.run(migrate(connect(sys.argv[1]), History(SCRIPTS, Path(sys.argv[2])), now())))"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            database_url,
            str(tmp_path),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(4)
    ]

    said = [await process.communicate() for process in processes]

    assert sorted(out.decode().strip() for out, _ in said) == ["False"] * 3 + [
        "True"
    ], said


async def test_articles_of_before_are_in_the_feeds_of_their_parts(
    database_url: str, tmp_path: Path
):
    database = connect(database_url)
    public = an_article(1, topics=("ماء",), authors=(Author("ليلى حدّاد"),))
    hidden = an_article(2, topics=("مناخ",), state=State.WITHHELD)
    await migrate(database, history_of_the_first(tmp_path), now())
    async with database.writing() as transaction:
        for article in (public, hidden):
            await transaction.run(
                insert(archive.articles), [archive._row(article, NOW)]
            )
            record = record_of_article(article)
            row = {"article": article.id, "version": 1, "record": record, "saved": NOW}
            await transaction.run(insert(archive.versions), [row])

    await migrate(database, History(SCRIPTS, tmp_path / "backups"), now())

    async with database.reading() as reading:
        found = await store.feeds_of(reading, public.id)
        author = await store.head(reading, "authors/ليلى-حداد")
        hidden_in = await store.feeds_of(reading, hidden.id)
    await database.close()
    assert found == ["authors/ليلى-حداد", "languages/ar", "topics/ماء"]
    assert author == Feed("authors/ليلى-حداد", 1, NOW, label="ليلى حدّاد")
    assert hidden_in == []


def history_of_the_first(tmp_path: Path) -> History:
    """As it was before there were topics."""
    scripts = tmp_path / "first"
    (scripts / "versions").mkdir(parents=True)
    for file in ["env.py", "versions/0001_the_first_tables.py"]:
        (scripts / file).write_text((SCRIPTS / file).read_text("utf-8"), "utf-8")
    return History(scripts, tmp_path / "backups")

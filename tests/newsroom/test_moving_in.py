"""What moved here keeps its identity, its addresses and its cost."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from content import moves
from content.article import State
from feeds import store
from feeds.feed import FORMATS
from newsroom import intake, publishing
from newsroom.intake import File, Part, Taken, Wishes
from newsroom.pushing import Done
from tests.support.command import spawn
from tests.support.counting import counting
from tests.support.house import Built

RSS = Path(__file__).parents[1] / "content" / "feeds" / "rss.xml"
GUID = "https://old.example/?p=12"


def parts(count: int, start: int = 0) -> Iterator[Part]:
    for number in range(start, start + count):
        text = f"# عنوان {number}\n\nفقرة المقال رقم {number}.".encode()
        yield from intake.parts_of(File(f"{number}.md", text))


async def test_an_old_identity_stands_in_every_feed(built: Built):
    taken = await intake.take(built.house, File("rss.xml", RSS.read_bytes()), Wishes())
    assert isinstance(taken, Taken)
    assert isinstance(await publishing.publish(built.house, taken.article.id), Done)

    async with built.database.reading() as reading:
        for format_ in FORMATS:
            (entry,) = await store.documents(reading, "all", format_, 5)
            assert GUID in entry.decode()
            assert "urn:uuid" not in entry.decode()
        found = await moves.moved_from(reading, "/2023/%D8%A8%D9%86")
    assert found == taken.article.id


async def test_a_correction_keeps_the_old_identity(built: Built):
    taken = await intake.take(built.house, File("rss.xml", RSS.read_bytes()), Wishes())
    assert isinstance(taken, Taken)
    await publishing.publish(built.house, taken.article.id)
    (other,) = parts(1)
    text = other.result.article  # type: ignore[union-attr]

    done = await publishing.correct(
        built.house, taken.article.id, text.__class__(id="", blocks=text.blocks), "صُحّح."
    )

    assert isinstance(done, Done)
    async with built.database.reading() as reading:
        (entry,) = await store.documents(reading, "all", "json", 5)
    assert GUID in entry.decode()


async def test_each_file_costs_the_same_however_many_are_here(built: Built):
    costs = []
    for start in range(0, 60, 20):
        with counting(built.database) as asked:
            taken = await intake.take_all(built.house, list(parts(20, start)), Wishes())
        assert all(isinstance(each, Taken) for each in taken)
        costs.append(len(asked.statements))

    assert len(set(costs)) == 1
    assert costs[0] / 20 < 20


async def test_what_was_kept_before_a_kill_is_found_and_not_made_again(built: Built):
    first = await intake.take_all(built.house, list(parts(10)), Wishes())

    again = await intake.take_all(built.house, list(parts(20)), Wishes())

    assert [t.is_new for t in again if isinstance(t, Taken)] == [False] * 10 + [
        True
    ] * 10
    ids = [t.article.id for t in first if isinstance(t, Taken)]
    assert [t.article.id for t in again if isinstance(t, Taken)][:10] == ids
    assert {t.article.state for t in again if isinstance(t, Taken)} == {State.DRAFT}


def peak_of(files: int, folder: Path) -> int:
    """The most memory, in MB, that a process takes which imports so many files."""
    folder.mkdir()
    for number in range(files):
        text = f"# عنوان {number}\n\nفقرة المقال رقم {number}.\n\n" + "نصّ طويل. " * 50
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    process = spawn("import", folder, "--data", folder.with_suffix(".data"))
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    process.returncode = 0
    process.communicate()
    return usage.ru_maxrss // 1024


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ten_thousand_files_take_no_more_memory_than_ten(tmp_path):
    few = peak_of(10, tmp_path / "few")

    assert peak_of(10_000, tmp_path / "many") - few < 50

"""Search finds the same in the same order on either engine."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from content import archive
from content.article import Article, Author, Block, Kind, State
from content.importing import Imported
from content.plain_text import read
from content.record import record_of_article
from content.search import reindex, search
from content.search_index import findable, row_of
from storage.engine import Database, connect
from tests.content.test_query import HOSTILE
from tests.support.articles import ID, seed
from tests.support.articles import TWIN as TWIN_FILE
from tests.support.counting import counting, plan
from tests.support.rows import NOW, an_article, article_id, keep

DAY = timedelta(days=1)
WORDS = Path(__file__).parents[1] / "content" / "word_families.json"


def saying(number: int, text: str, title: str = "بلا", **changes):
    block = Block(Kind.PARAGRAPH, text)
    return an_article(number, blocks=(block,), title=title, **changes)


async def fill(database: Database, *articles) -> None:
    async with database.writing() as transaction:
        await keep(transaction, *articles)


async def fill_at_once(database: Database, articles: list[Article]) -> None:
    """The same for very many."""
    rows = [
        {"article": a.id, "version": 1, "record": record_of_article(a), "saved": NOW}
        for a in articles
    ]
    async with database.writing() as transaction:
        await transaction.run(
            insert(archive.articles), [archive._row(each, NOW) for each in articles]
        )
        await transaction.run(insert(archive.versions), rows)
        await transaction.run(insert(findable), [row_of(each) for each in articles])


async def results(database: Database, query: str, limit: int = 10, offset: int = 0):
    async with database.reading() as reading:
        return await search(reading, query, limit, offset)


async def found(database: Database, query: str, limit: int = 10, offset: int = 0):
    answer = await results(database, query, limit, offset)
    return [int(hit.article.key, 16) for hit in answer.hits]


async def test_a_word_is_found_in_any_spelling(database: Database):
    await fill(database, saying(1, "أطلقت إيران مُسيّرةً"), saying(2, "شيء آخر"))

    assert await found(database, "مسيرة ايران") == [1]
    assert await found(database, "مسيرة اخر") == []


async def test_what_was_typed_comes_before_other_forms_and_titles_before_texts(
    database: Database,
):
    await fill(
        database,
        saying(1, "المسيرات", published=NOW + 9 * DAY),
        saying(2, "نص", title="المسيرات", published=NOW + 8 * DAY),
        saying(3, "مسيرة", published=NOW + 7 * DAY),
        saying(4, "مسيرة", published=NOW + 6 * DAY),
        saying(5, "نص", title="مسيّرة", published=NOW),
    )

    assert await found(database, "مسيرة") == [5, 3, 4, 2, 1]


async def test_of_one_day_the_order_is_that_of_the_ids(database: Database):
    await fill(database, *(saying(n, "غاز") for n in (3, 1, 2)))

    assert await found(database, "غاز") == [1, 2, 3]


async def test_a_phrase_is_found_as_it_stands_and_within_one_block(database: Database):
    split = (Block(Kind.PARAGRAPH, "عن طرق"), Block(Kind.PARAGRAPH, "الشحن كثير"))
    await fill(
        database,
        saying(1, "في طُرق الشحن، مثلًا"),
        saying(2, "الشحن طرق"),
        saying(3, "طرق للشحن"),
        an_article(4, blocks=split),
    )

    assert await found(database, '"طرق الشحن"') == [1]
    assert await found(database, "طرق الشحن") == [1, 2, 4, 3]


@pytest.mark.parametrize("typed", ["Su-35", "su35", "SU 35", "«Su‑35»", "سو Su-35"])
async def test_a_designation_is_found_however_it_is_written(database: Database, typed):
    await fill(database, saying(1, "سو «Su-35»"), saying(2, "35 سو su"))

    assert (await found(database, typed))[0] == 1


async def test_a_page_begins_where_the_last_one_ended(database: Database):
    await fill(
        database, *(saying(n, "غاز", published=NOW - n * DAY) for n in range(1, 8))
    )

    pages = [await results(database, "غاز", 3, offset) for offset in (0, 3, 6, 9)]

    numbers = [[int(hit.article.key, 16) for hit in page.hits] for page in pages]
    assert numbers == [[1, 2, 3], [4, 5, 6], [7], []]
    assert {page.total for page in pages} == {7}


async def test_topics_authors_and_the_summary_are_searched(database: Database):
    await fill(
        database,
        an_article(1, topics=("الطاقة",)),
        an_article(2, authors=(Author("سلمى حدّاد"),)),
        an_article(3, summary="خلاصة"),
        an_article(4, tail=("المصادر",)),
    )

    asked = ("طاقة", "سلمى حداد", "الخلاصة", "مصادر")
    assert [await found(database, word) for word in asked] == [[1], [2], [3], [4]]


@pytest.mark.parametrize("state", [s for s in State if s is not State.USABLE])
async def test_only_what_is_public_is_found(database: Database, state: State):
    await fill(database, saying(1, "غاز", state=state), saying(2, "غاز"))

    assert await found(database, "غاز") == [2]
    assert (await results(database, "غاز")).total == 1


@pytest.mark.parametrize("state", [State.WITHHELD, State.CANCELED])
async def test_what_is_withdrawn_is_found_no_more_and_restored_again(
    database: Database, state: State
):
    public = saying(1, "غاز")
    await fill(database, public)

    async with database.writing() as transaction:
        await archive.save(transaction, replace(public, version=2, state=state), NOW)
    after = await results(database, "غاز")
    async with database.writing() as transaction:
        await archive.save(transaction, replace(public, version=3), NOW)

    assert (after.total, after.hits) == (0, ())
    assert await found(database, "غاز") == [1]


async def test_a_corrected_article_is_found_by_its_new_words_only(database: Database):
    await fill(database, saying(1, "غاز"))
    async with database.writing() as transaction:
        await archive.save(transaction, saying(1, "نفط", version=2), NOW)

    assert (await found(database, "غاز"), await found(database, "نفط")) == ([], [1])


async def test_a_change_that_fails_leaves_the_index_as_it_was(database: Database):
    await fill(database, saying(1, "غاز"))

    async def fails() -> None:
        async with database.writing() as transaction:
            await archive.save(transaction, saying(1, "نفط", version=2), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    assert (await found(database, "غاز"), await found(database, "نفط")) == ([1], [])


async def test_articles_from_before_the_index_come_into_it(database: Database):
    everything = [
        *(saying(n, "غاز") for n in (1, 2)),
        saying(3, "غاز", state=State.DRAFT),
    ]
    await fill(database, *everything)
    async with database.writing() as transaction:
        await transaction.run(
            delete(findable).where(findable.c.article != article_id(1))
        )

    counts = [await reindex(database), await reindex(database)]

    assert counts == [1, 0]
    assert await found(database, "غاز") == [1, 2]


async def test_rows_of_other_rules_are_made_anew(database: Database):
    await fill(database, saying(1, "غاز"), saying(2, "غاز"))
    async with database.writing() as transaction:
        older = update(findable).values(rules=0, terms=frozenset({"bنفط", "dنفط"}))
        await transaction.run(older.where(findable.c.article == article_id(1)))
    before = await found(database, "نفط"), await found(database, "غاز")

    count = await reindex(database)

    assert before == ([1], [2])
    assert count == 1
    assert (await found(database, "نفط"), await found(database, "غاز")) == ([], [1, 2])


async def test_many_articles_are_indexed_turn_by_turn(database: Database, monkeypatch):
    await fill(database, *(saying(n, "غاز") for n in range(1, 8)))
    async with database.writing() as transaction:
        await transaction.run(delete(findable))
    monkeypatch.setattr("content.search.BATCH", 3)

    with counting(database) as asked:
        count = await reindex(database)

    assert (count, len(asked.like("INSERT INTO findable "))) == (7, 7)
    assert (await results(database, "غاز")).total == 7


async def test_two_processes_that_start_at_once_index_each_article_once(
    postgres: Database,
):
    await fill(postgres, *(saying(n, "غاز") for n in range(1, 30)))
    async with postgres.writing() as transaction:
        await transaction.run(delete(findable))
    other = connect(postgres.url.render_as_string(hide_password=False))

    await asyncio.gather(reindex(postgres), reindex(other))
    await other.close()

    assert (await results(postgres, "غاز")).total == 29


async def test_words_of_families_find_each_other_alike_on_both(database: Database):
    lists = json.loads(WORDS.read_text("utf-8"))
    families = lists["families"] + lists["held_out"] + lists["unseen"]
    forms = [(n, form) for n, forms in enumerate(families) for form in forms]
    strangers = [(-1, word) for word in lists["strangers"]]
    everything = list(enumerate(forms + strangers, start=1))
    await fill(database, *(saying(n, form) for n, (_, form) in everything))

    good = wanted = total = 0
    for own, (family, form) in everything[: len(forms)]:
        hits = set(await found(database, form, 500)) - {own}
        same = {n for n, (group, _) in everything if group == family} - {own}
        good, wanted = good + len(hits & same), wanted + len(same)
        total += len(hits)

    recall, precision = good / wanted, good / total
    assert (round(recall, 3), round(precision, 3)) == (0.969, 0.985)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=40))
async def test_nothing_that_can_be_typed_is_an_error(database: Database, typed):
    answer = await results(database, " ".join(typed))

    assert answer.total == len(answer.hits) == 0


@pytest.mark.parametrize("typed", ["غاز " * 2_500, "غ" * 10_000, '"' * 10_000, "\0غاز"])
async def test_what_is_too_long_is_cut_and_not_refused(database: Database, typed: str):
    await fill(database, saying(1, "غاز"))

    assert await found(database, typed) in ([1], [])


async def test_a_word_longer_than_any_index_takes_is_kept(database: Database):
    await fill(database, saying(1, "ا" * 9_000 + " غاز _ '\\ & | !"))

    assert await found(database, "غاز") == [1]


async def test_a_book_is_kept_and_found_by_its_first_words(database: Database):
    many = " ".join(f"كلمة{'ابتثجحخدذر'[n % 10]}{n:x}x" for n in range(40_000))
    await fill(database, saying(1, f"غاز {many}", title="كتاب"))

    assert await found(database, "غاز كتاب") == [1]


@pytest.mark.parametrize("count", [1, 30])
async def test_a_search_costs_two_statements(database: Database, count: int):
    await fill(database, *(saying(n, "غاز ونفط") for n in range(1, count + 1)))

    with counting(database) as asked:
        await results(database, "غاز نفط مسيرة")
        await results(database, '"غاز ونفط"')

    assert len(asked.like("SELECT")) == 4


@pytest.fixture
async def own(migrated_url: str) -> AsyncIterator[Database]:
    """A database of its own, whose statistics no other test has seen."""
    opened = connect(migrated_url)
    yield opened
    await opened.close()


async def explained(database: Database, query: str) -> list[str]:
    """The plans of the two statements of a search."""
    with counting(database) as asked:
        await results(database, query)
    async with database.reading() as reading:
        return [await plan(reading, *each) for each in asked.like("SELECT")]


async def learn(database: Database) -> None:
    """PostgreSQL knows what the tables hold."""
    if not database.is_sqlite:
        async with database.writing() as transaction:
            await transaction.connection.exec_driver_sql("ANALYZE")


def goes_by_the_index(plan_: str, *, sqlite: bool) -> bool:
    if not sqlite:
        return "ix_findable_terms" in plan_ and "Seq Scan" not in plan_
    lines = plan_.splitlines()
    scans = [line for line in lines if line.startswith("SCAN")]
    return bool(scans) and all("findable_terms VIRTUAL TABLE INDEX" in x for x in scans)


async def test_a_search_goes_by_the_index(own: Database):
    await fill(
        own, *(saying(n, "غاز ونفط") for n in range(1, 200)), saying(200, "قمح لين")
    )
    await learn(own)

    plans = await explained(own, 'لين "قمح لين"')

    assert len(plans) == 2
    for each in plans:
        assert goes_by_the_index(each, sqlite=own.is_sqlite), each


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_ten_thousand_articles_are_not_read_for_one(own: Database):
    nouns = ["غاز", "نفط", "قمح", "ماء", "خشب", "حديد", "ورق", "قطن", "ملح", "رمل"]
    texts = [" ".join(nouns[int(digit)] for digit in f"{n:05}") for n in range(10_000)]
    await fill_at_once(own, [saying(n, text) for n, text in enumerate(texts)])
    await fill(own, saying(20_000, "ياقوت"))
    await learn(own)

    rare, common = await found(own, "الياقوت"), await results(own, "الغاز", 20)

    assert rare == [20_000]
    assert (common.total, len(common.hits)) == (10_000, 20)
    for each in await explained(own, "الياقوت"):
        assert goes_by_the_index(each, sqlite=own.is_sqlite), each


SEED = ["مسيرة", "ايران", "امريكى", "تعاون", "su-35", "ياك"]
TWIN = ["محمصة", "قهوه", "الفنجان", "تعاونية", "s400", "رحى", "متوقع", "مزرعه"]


@pytest.mark.parametrize(
    ("source", "word"), [*product(["twin"], TWIN), *product(["seed"], SEED)]
)
async def test_an_article_is_found_by_words_as_readers_type_them(
    database: Database, source: str, word: str
):
    article = public(TWIN_FILE if source == "twin" else seed())
    await fill(database, article, saying(1, "شيء آخر"))

    answer = await results(database, word)

    assert [hit.article for hit in answer.hits] == [article]
    marked = answer.hits[0].snippet
    assert "<mark>" in marked
    shown = marked.replace("<mark>", "").replace("</mark>", "").unescape()
    assert any(shown in block.text for block in article.blocks)


def public(file: Path) -> Article:
    """The article in the file, as if published."""
    imported = read(file.read_bytes(), id=ID)
    assert isinstance(imported, Imported)
    return replace(
        imported.article, state=State.USABLE, version=1, published=NOW, title="عنوان"
    )

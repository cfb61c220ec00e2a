"""Files become articles once, with where they came from."""

from dataclasses import replace
from datetime import timedelta

from content import archive, imprint
from content.article import State
from newsroom import intake
from newsroom.intake import File, Taken, Turned, Wishes
from tests.support.articles import TWIN
from tests.support.house import Built
from tests.support.rows import NOW, PUBLISHER

TEXT = File("twin.txt", TWIN.read_bytes())


async def take(built: Built, file: File = TEXT, **wishes) -> Taken:
    taken = await intake.take(built.house, file, Wishes(**wishes))
    assert isinstance(taken, Taken), taken
    return taken


async def test_a_file_becomes_an_article_with_its_source(built: Built):
    taken = await take(built)

    assert taken.is_new
    async with built.database.reading() as reading:
        source = await archive.source_of(reading, taken.article.id)
        assert await archive.find(reading, taken.article.key) == taken.article
    assert source is not None
    assert (source.file, source.sha256) == ("twin.txt", taken.sha256)


async def test_the_same_bytes_are_the_same_article(built: Built):
    first = await take(built)
    again = await take(built, File("renamed.txt", TEXT.data))

    assert not again.is_new
    assert again.article == first.article
    async with built.database.reading() as reading:
        assert len(await archive.listing(reading)) == 1


async def test_an_untitled_text_asks_for_a_title_and_takes_it_later(built: Built):
    first = await take(built)
    assert first.article.state is State.NEEDS_TITLE

    again = await take(built, title="عنوان من المحرّر")

    assert again.article.title == "عنوان من المحرّر"
    assert again.article.state is State.DRAFT
    assert again.article.id == first.article.id


async def test_a_date_that_was_forgotten_is_taken_with_the_title(built: Built):
    await take(built)
    date = NOW - timedelta(days=3)

    taken = await take(built, title="عنوان", published=date)

    assert (taken.article.title, taken.article.published) == ("عنوان", date)
    assert not taken.is_new


async def test_a_wish_gives_title_and_date(built: Built):
    date = NOW - timedelta(days=3)

    taken = await take(built, title="عنوان", published=date)

    assert (taken.article.title, taken.article.published) == ("عنوان", date)


async def test_a_publisher_may_have_titles_derived(built: Built):
    async with built.database.writing() as transaction:
        await imprint.save(transaction, replace(PUBLISHER, title_policy="derive"))

    taken = await take(built)

    assert taken.article.title == taken.suggestions[0]
    assert taken.article.title_derived


async def test_a_publisher_may_refuse_files_without_a_title(built: Built):
    async with built.database.writing() as transaction:
        await imprint.save(transaction, replace(PUBLISHER, title_policy="reject"))

    turned = await intake.take(built.house, TEXT, Wishes())

    assert isinstance(turned, Turned)
    assert turned.refused.code == "needs_title"
    async with built.database.reading() as reading:
        assert await archive.listing(reading) == []


async def test_what_cannot_be_read_keeps_nothing(built: Built):
    turned = await intake.take(built.house, File("empty.txt", b""), Wishes())

    assert isinstance(turned, Turned)
    async with built.database.reading() as reading:
        assert await archive.listing(reading) == []

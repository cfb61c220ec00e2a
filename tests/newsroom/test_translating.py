"""One text in several languages: the entries name each other while both are public."""

from dataclasses import replace

import feedparser  # type: ignore[import-untyped]

from content.article import Article, Translation
from content.slugs import article_path
from feeds import store
from feeds.document import assemble
from newsroom import publishing, withdrawing
from newsroom.house import profile
from tests.support.house import Built, a_text, draft, present, publish


async def shown(built: Built, article: Article) -> list[tuple[str, str]]:
    """Language and address of each page that the article's entry leads to."""
    async with built.database.reading() as reading:
        head = await store.head(reading, "languages/" + article.language)
        current = await profile(built.house, reading)
        entries = await store.documents(
            reading, f"languages/{article.language}", "atom", 9
        )
    assert head is not None
    parsed = feedparser.parse(assemble(head, "atom", entries, current))
    (entry,) = [each for each in parsed.entries if each.id == article.urn]
    assert entry.link == page(article)
    named = [link for link in entry.links if "hreflang" in link]
    return [(link.hreflang, link.href) for link in named]


def page(article: Article) -> str:
    return "https://nashra.example" + article_path(article)


async def english_of(built: Built, article: Article) -> Article:
    return await publish(
        built,
        2,
        title="The train returns to the coast",
        language="en",
        direction="ltr",
        translations=(Translation("ar", article.id),),
    )


async def test_a_translation_and_its_original_name_each_other(built: Built):
    arabic = await publish(built)
    async with built.database.reading() as reading:
        before = await store.head(reading, "languages/ar")

    english = await english_of(built, arabic)

    assert await shown(built, arabic) == [
        ("ar", page(arabic)),
        ("en", page(english)),
    ]
    assert await shown(built, english) == [
        ("en", page(english)),
        ("ar", page(arabic)),
    ]
    async with built.database.reading() as reading:
        after = await store.head(reading, "languages/ar")
    assert before is not None
    assert after is not None
    assert after.version > before.version
    assert after.updated == before.updated


async def test_a_translation_to_come_is_named_once_it_is_there(built: Built):
    english = await draft(built, replace(a_text(2), language="en"), title="The train")
    arabic = await publish(built, translations=(Translation("en", english.id),))
    early = await shown(built, arabic)

    await publishing.publish(built.house, english.id)

    public = await present(built, english)
    assert early == [("ar", page(arabic))]
    assert await shown(built, arabic) == [("ar", page(arabic)), ("en", page(public))]


async def test_a_withdrawn_translation_is_named_no_more(built: Built):
    arabic = await publish(built)
    english = await english_of(built, arabic)

    await withdrawing.withhold(built.house, english.id, "")
    while_withheld = await shown(built, arabic)
    await withdrawing.restore(built.house, english.id, "")

    assert while_withheld == [("ar", page(arabic))]
    assert await shown(built, arabic) == [("ar", page(arabic)), ("en", page(english))]


async def test_a_translation_that_is_taken_back_is_named_no_more(built: Built):
    arabic = await publish(built)
    english = await english_of(built, arabic)

    text = replace(english, translations=())
    await publishing.correct(built.house, english.id, text, None)

    assert await shown(built, arabic) == [("ar", page(arabic))]
    assert await shown(built, english) == [("en", page(english))]


async def test_an_article_in_the_same_language_is_no_translation(built: Built):
    first = await publish(built)
    second = await publish(built, 2, translations=(Translation("en", first.id),))

    assert await shown(built, first) == [("ar", page(first))]
    assert await shown(built, second) == [("ar", page(second))]


async def test_an_article_that_names_itself_is_alone(built: Built):
    article = await draft(built)
    named = replace(article, translations=(Translation("en", article.id),))
    await publishing.correct(built.house, article.id, named, None)

    await publishing.publish(built.house, article.id)

    assert await shown(built, article) == [("ar", page(article))]

"""The page of search, in each of its states."""

import pytest

from content.slugs import article_path
from tests.support.web import ENGLISH, MANUSCRIPT, ROOFS, House, short
from tests.web.reading import find, links, texts, values

MANY = [short(f"{n:08x}", f"عنوان {n}", 1, "", "") for n in range(25)]


async def search(query: str, house: House | None = None, page: str = "") -> str:
    async with (house or House()).client() as client:
        params = {"q": query} | ({"page": page} if page else {})
        answer = await client.get("/search", params=params)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


@pytest.mark.parametrize("query", ["", "   ", "\n"])
async def test_who_has_not_asked_is_told_how(query):
    page = await search(query)

    assert values(page, "//input[@id='q']/@value") == [""]
    assert find(page, "//ol") == []
    assert "تُعرف الكلمة في صورها" in page


async def test_what_was_found_stands_with_the_words_around_it():
    page = await search("الزعتر")

    assert texts(page, "//p[@role='status']") == []
    page = await search("للزعتر")
    assert texts(page, "//p[@role='status']") == ["النتيجة: مقال واحد"]
    assert links(page, "//main//h2/a") == [article_path(ROOFS)]
    assert texts(page, "//mark") == ["للزعتر"]
    assert values(page, "//input[@id='q']/@value") == ["للزعتر"]
    assert texts(page, "//title") == ["بحث: للزعتر · مركز أبحاث مينا"]


async def test_where_nothing_holds_all_words_the_nearest_stands():
    page = await search("المخطوطة سيّارة")

    assert texts(page, "//div[@role='status']/p") == ["الأقرب إليها ما فيه «المخطوطة»:"]
    assert links(page, "//main//h2/a") == [article_path(MANUSCRIPT)]


async def test_where_nothing_is_near_other_ways_are_shown():
    page = await search("سيّارة")

    assert texts(page, "//div[@role='status']/b") == ["لا مقال فيه هذه الكلمات كلّها"]
    assert links(page, "//div[@role='status']//a") == ["/topics", "/"]


async def test_a_query_of_two_scripts_finds_and_runs_its_own_way():
    page = await search("drip irrigation")

    assert links(page, "//main//h2/a") == [article_path(ROOFS)]
    assert values(page, "//input[@id='q']/@dir") == ["auto"]


async def test_an_english_article_keeps_its_direction_among_what_was_found():
    page = await search("thyme")

    assert links(page, "//h2[@lang='en'][@dir='ltr']/a") == [article_path(ENGLISH)]


async def test_an_endless_query_is_cut_and_does_no_harm():
    page = await search("كلمة " * 1000)

    assert len(values(page, "//input[@id='q']/@value")[0]) <= 200


async def test_nothing_that_is_typed_becomes_markup():
    page = await search('"><script>alert(1)</script>')

    assert find(page, "//script") == []
    assert values(page, "//input[@id='q']/@value") == ['"><script>alert(1)</script>']


async def test_what_was_found_is_turned_by_the_page():
    house = House(articles=MANY)

    first, second = await search("عنوان", house), await search("عنوان", house, "2")

    assert texts(first, "//p[@role='status']") == ["النتيجة: 25 مقالًا"]
    assert len(links(first, "//main//h2/a")) == 20
    assert len(links(second, "//main//h2/a")) == 5
    assert links(first, "//nav[@class='pager']/a") == [
        "/search?q=%D8%B9%D9%86%D9%88%D8%A7%D9%86&page=2"
    ]


async def test_no_search_is_listed_by_other_searches():
    assert values(await search("ماء"), "//meta[@name='robots']/@content") == ["noindex"]

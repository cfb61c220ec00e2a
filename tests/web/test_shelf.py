"""Topics and authors made for reading, by the page."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from content.article import State
from content.slugs import article_path
from feeds.feed import Feed
from tests.support.web import ALL, NOW, ROOFS, URL, House, short
from tests.web.reading import find, links, texts, values
from web.paging import Pages

TOPIC = "/topics/" + quote("عمران-ومناخ")
MANY = [
    replace(short(f"{n:08x}", f"عنوان {n}", 1 + n % 28, "نقل", "سامر"), version=1)
    for n in range(45)
]
BUSES = "/topics/" + quote("نقل")


async def get(house: House, path: str, status: int = 200) -> str:
    async with house.client() as client:
        answer = await client.get(path)
    assert answer.status_code == status
    return answer.text


async def test_a_topic_shows_its_articles_and_how_many_they_are():
    page = await get(House(), TOPIC)

    assert texts(page, "//h1") == ["عمران ومناخ"]
    assert texts(page, "//p[@class='meta']") == ["مقال واحد"]
    assert links(page, "//main//h2/a") == [article_path(ROOFS)]


async def test_an_author_has_a_page_of_the_same_kind():
    page = await get(House(), "/authors/" + quote("ليلى-حداد"))

    assert texts(page, "//h1") == ["ليلى حدّاد"]
    assert links(page, "//main//h2/a") == [article_path(ROOFS)]


@pytest.mark.parametrize("path", ["/topics/nothing", "/authors/nobody", "/topics/%00"])
async def test_where_nothing_public_stands_there_is_no_page(path):
    await get(House(), path, 404)


async def test_a_topic_of_withdrawn_articles_is_gone():
    killed = replace(ROOFS, state=State.CANCELED)

    await get(House(articles=[killed]), TOPIC, 404)


@pytest.mark.parametrize(
    ("page", "first", "articles", "turns"),
    [
        ("", "عنوان 0", 20, {"next": f"{BUSES}?page=2"}),
        ("?page=2", "عنوان 20", 20, {"prev": BUSES, "next": f"{BUSES}?page=3"}),
        ("?page=3", "عنوان 40", 5, {"prev": f"{BUSES}?page=2"}),
    ],
)
async def test_a_long_list_is_turned_by_the_page(page, first, articles, turns):
    text = await get(House(articles=MANY), BUSES + page)

    shown = texts(text, "//main//h2/a")
    assert (shown[0], len(shown)) == (first, articles)
    for rel in ("prev", "next"):
        expected = [turns[rel]] if rel in turns else []
        assert links(text, f"//head/link[@rel='{rel}']") == expected
        assert links(text, f"//nav[@class='pager']/a[@rel='{rel}']") == expected
    assert links(text, "//link[@rel='canonical']") == [URL + BUSES + page]


@pytest.mark.parametrize("number", ["4", "0", "1", "-1", "x", "٢", "9" * 30, "2.0"])
async def test_a_page_that_is_not_there_is_404(number):
    await get(House(articles=MANY), f"{BUSES}?page={quote(number)}", 404)


async def test_a_topic_names_its_own_feed_once_there_is_one():
    without = await get(House(), TOPIC)
    house = House(feed=Feed("topics/عمران-ومناخ", 1, NOW))
    page = await get(house, TOPIC)

    own = f"{URL}/feeds{TOPIC}.atom"
    feeds = values(page, "//link[@rel='alternate']/@href")
    assert feeds[0] == own
    assert f"{URL}/feeds/all.atom" in feeds
    assert texts(page, "//div[@class='address']/code") == [own]
    assert (
        values(page, "//link[@rel='alternate']/@title")[0] == "عمران ومناخ بصيغة Atom"
    )
    assert own not in without


@pytest.mark.parametrize(
    ("path", "first"), [("/topics", BUSES), ("/authors", "/authors/" + quote("سامر"))]
)
async def test_all_of_them_stand_in_a_list_the_fullest_first(path, first):
    page = await get(House(articles=[*ALL, *MANY]), path)

    rows = find(page, "//ul//li")
    assert links(page, "//main//li/a")[0] == first
    assert " مقالًا" in rows[0].text_content()


async def test_an_empty_list_says_what_will_fill_it():
    page = await get(House(articles=[]), "/topics")

    assert texts(page, "//div[@class='void']/b") == ["لا مقالات هنا بعد"]


async def test_articles_lead_to_their_topics_and_authors():
    page = await get(House(), article_path(ROOFS))

    assert links(page, "//p[@class='kicker']//a") == [TOPIC]
    assert links(page, "//p[@class='filed']/a") == ["/topics/" + quote("ماء-وغذاء")]
    assert links(page, "//a[@class='who']") == ["/authors/" + quote("ليلى-حداد")]


async def test_a_name_without_a_letter_leads_nowhere():
    page = await get(
        House(articles=[replace(ROOFS, topics=("…",))]), article_path(ROOFS)
    )

    assert links(page, "//p[@class='kicker']//a") == []
    assert texts(page, "//p[@class='kicker']") == ["…"]


async def test_the_house_itself_has_no_authors_page():
    page = await get(House(articles=[replace(ROOFS, authors=())]), article_path(ROOFS))

    assert links(page, "//a[@class='who']") == []


def test_an_empty_list_has_one_page():
    assert (Pages("/x", 1, 0).last, Pages("/x", 1, 0).older) == (1, "")
    assert Pages("/x", 1, 20).last == 1
    assert Pages("/x", 1, 21).older == "/x?page=2"
    assert Pages("/x", 2, 40, (("q", "ماء"),)).newer == "/x?q=%D9%85%D8%A7%D8%A1"

"""How to follow: three ways, each with its address."""

from dataclasses import replace
from urllib.parse import quote

import pytest
import segno

from feeds.feed import Feed
from tests.support.web import NOW, PUBLISHER, ROOFS, URL, House, short
from tests.web.reading import find, links, texts, values
from web.qr import qr

ATOM = f"{URL}/feeds/all.atom"


async def follow(house: House, language: str = "ar") -> str:
    async with house.client() as client:
        answer = await client.get("/feeds", headers={"cookie": f"language={language}"})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("language", "ways"),
    [
        ("ar", ["إلى بريدك", "إلى قارئ خلاصات", "إلى موقعك"]),
        ("en", ["By mail", "In a feed reader", "On your site"]),
    ],
)
async def test_there_are_three_ways_in_both_languages(language, ways):
    page = await follow(House(), language)

    assert texts(page, "//section//h2") == ways
    dots = [len(find(page, f"(//section)[{n}]//*[@class='dot']")) for n in (1, 2, 3)]
    assert dots == [1, 2, 3]


async def test_the_address_is_there_to_copy_to_read_and_to_open():
    page = await follow(House())

    assert texts(page, "//code")[0] == ATOM
    assert texts(page, "//div[@class='name']") == ["كلّ المقالات 5 مقالات"]
    assert links(page, "//div[@class='formats']/a") == [
        f"{URL}/feeds/all.{name}" for name in ("atom", "rss", "json")
    ]
    assert len(find(page, "//figure//svg/path")) == 1
    outside = links(page, "//a[contains(@rel, 'external')]")
    assert len(outside) == 3
    assert all("https%3A%2F%2Fmena.example%2Ffeeds%2Fall.atom" in to for to in outside)


async def test_without_an_address_nobody_is_asked_to_write():
    page = await follow(House())

    assert "لم يُفتح الاشتراك بالبريد بعد" in page
    assert "localhost" not in page


async def test_readers_and_partners_write_to_the_publisher():
    publisher = replace(PUBLISHER, email="news@mena.example", reply_to=None)
    page = await follow(House(publisher=publisher))

    assert texts(page, "//code").count("news@mena.example") == 2


async def test_of_many_topics_eight_are_shown_and_the_others_fold_away():
    many = [short(f"{n:08x}", f"عنوان {n}", 1, f"موضوع {n}", "") for n in range(22)]
    page = await follow(House(articles=many))

    assert (
        len(links(page, "//ul[contains(@class, 'two-col')][not(ancestor::details)]//a"))
        == 8
    )
    assert texts(page, "//details/summary") == ["و14 موضوعًا آخر"]
    assert len(links(page, "//details//a")) == 14


async def test_a_topic_with_a_feed_offers_it_at_once():
    page = await follow(House(feed=Feed("topics/عمران-ومناخ", 1, NOW)))

    rows = find(page, "//li[.//span[@class='links']]")
    assert len(rows) == 1
    assert links(page, "//span[@class='links']/a") == [
        f"{URL}/feeds/topics/{quote('عمران-ومناخ')}.{name}" for name in ("atom", "rss")
    ]
    assert values(page, "//span[@class='links']/a/@aria-label")[0] == (
        "عمران ومناخ بصيغة Atom"
    )


async def test_a_language_is_offered_in_its_own_words():
    page = await follow(House(feed=Feed("languages/en", 1, NOW)))

    assert texts(page, "//span[@lang='en'][@dir='ltr']") == ["Articles in English"]
    assert f"{URL}/feeds/languages/en.rss" in links(page, "//span[@class='links']/a")


async def test_all_feeds_can_be_had_in_one_file():
    page = await follow(House())

    assert "/feeds.opml" in links(page, "//ul/li/a")


async def test_without_topics_none_are_promised():
    page = await follow(House(articles=[replace(ROOFS, topics=())]))

    assert texts(page, "//h3") == ["وخلاصات أخرى"]


@pytest.mark.parametrize("address", [ATOM, URL + "/feeds/topics/" + "%D8%A7" * 60])
def test_the_square_is_the_one_that_cameras_know(address):
    """Drawn again from the path, it is what the library drew."""
    matrix = segno.make(address, error="m", micro=False).matrix
    side = len(matrix) + 8
    drawn = [[0] * side for _ in range(side)]
    (path,) = values(str(qr(address)), "//path/@d")
    for run in path.split("M")[1:]:
        place, _, rest = run.partition("h")
        x, y = map(int, place.split())
        for step in range(int(rest.partition("v")[0])):
            drawn[y][x + step] = 1

    assert [row[4:-4] for row in drawn[4:-4]] == [list(row) for row in matrix]
    assert not any(any(row) for row in [*drawn[:4], *drawn[-4:]])

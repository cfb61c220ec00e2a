from dataclasses import replace

from content.slugs import article_path
from tests.support.web import ALL, ENGLISH, ROOFS, URL, House, paragraph
from tests.web.reading import find, links, texts, tongue, values


async def front(house: House) -> str:
    async with house.client() as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    return answer.text


async def test_the_newest_articles_stand_in_order_and_lead_to_their_pages():
    page = await front(House())

    assert links(page, "//main//h2/a") == [article_path(article) for article in ALL]
    assert texts(page, "//main//h2/a") == [article.title for article in ALL]


async def test_an_article_keeps_its_own_language_in_the_list():
    page = await front(House())

    assert tongue(page, "//h2[@lang]") == ("en", "ltr")
    assert texts(page, "//h2[@lang]") == [ENGLISH.title]
    assert "1 minute" not in page  # the page's own words stay Arabic


async def test_a_single_article_is_the_whole_front_page():
    page = await front(House(articles=[ROOFS]))

    assert len(find(page, "//main//article")) == 1


async def test_an_article_without_a_topic_opens_with_its_title():
    page = await front(House(articles=[replace(ROOFS, topics=())]))

    assert "kicker" not in page


async def test_an_empty_front_page_says_what_will_fill_it():
    page = await front(House(articles=()))

    assert texts(page, "//div[@class='void']/b") == ["لا مقالات هنا بعد"]
    assert "/feeds" in links(page, "//div[@class='void']//a")


async def test_the_publisher_speaks_on_the_page():
    page = await front(House())

    assert tongue(page) == ("ar", "rtl")
    assert texts(page, "//title") == ["أحدث المقالات · مركز أبحاث مينا"]
    assert "نشرة" not in page


async def test_every_page_names_its_feeds_in_arabic():
    async with House().client() as client:
        pages = [
            (await client.get(path)).text
            for path in ("/", "/feeds", article_path(ROOFS))
        ]

    for page in pages:
        found = find(page, "//link[@rel='alternate']")
        assert [(link.get("type"), link.get("href")) for link in found] == [
            ("application/atom+xml", f"{URL}/feeds/all.atom"),
            ("application/rss+xml", f"{URL}/feeds/all.rss"),
            ("application/feed+json", f"{URL}/feeds/all.json"),
        ]
        titles = set(values(page, "//link[@rel='alternate']/@title"))
        assert len(titles) == 3
        assert all(title.startswith("كلّ المقالات") for title in titles)


async def test_the_way_to_subscribe_shows_the_address_to_copy():
    async with House().client() as client:
        answer = await client.get("/feeds")

    assert answer.status_code == 200
    assert texts(answer.text, "//code") == [f"{URL}/feeds/all.atom"]
    assert links(answer.text, "//a[@aria-current]") == ["/feeds"]


async def test_summaries_are_excerpts_not_whole_texts():
    long = replace(ROOFS, blocks=(paragraph("كلمة طويلة. " * 200),))

    page = await front(House(articles=[long]))

    (lead,) = texts(page, "//p[@class='lead']")
    assert len(lead) <= 301

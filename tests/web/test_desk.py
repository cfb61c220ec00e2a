"""The desk's first page: the day in sentences, and where every article stands."""

from dataclasses import replace

import pytest

from content.article import State
from content.tally import Tally
from tests.support.web import ADMIN, BUSES, ENGLISH, MANUSCRIPT, ROOFS, House
from tests.web.reading import links, texts, values

COOKIE = {"cookie": "__Host-session=s"}


async def desk(house: House, language: str = "ar") -> str:
    house.sessions["s"] = ADMIN
    async with house.client() as client:
        answer = await client.get(
            "/desk", headers={"cookie": f"__Host-session=s; language={language}"}
        )
    assert answer.status_code == 200
    return answer.text


async def test_the_day_begins_with_its_date_and_whose_clock_it_is():
    page = await desk(House())

    assert texts(page, "//p[@class='date']") == [
        "الخميس 26 نوفمبر 2026، 11:00 بتوقيت عمّان"
    ]
    assert texts(page, "//h1") == ["كلّ شيء في موعده"]
    assert texts(page, "//p[@class='sum']") == ["لم يصدر اليوم مقال."]


async def test_what_waits_is_counted_in_the_sentence():
    articles = [
        replace(ROOFS, published=House().now),
        replace(ENGLISH, state=State.DRAFT, version=0, published=None),
        replace(MANUSCRIPT, state=State.NEEDS_TITLE, version=0, title=None),
        replace(BUSES, state=State.SCHEDULED, version=0),
    ]

    page = await desk(House(articles=articles))

    assert texts(page, "//h1") == ["الأمور تنتظر قرارك"]
    assert texts(page, "//p[@class='sum']") == [
        "صدر اليوم مقال واحد. مقالان ينتظران أن يكتملا. ومقال واحد مجدول."
    ]
    assert texts(page, "//tbody//td[2]") == ["منشور", "مسوّدة", "ينقصه عنوان", "مجدول"]
    assert texts(page, "//tbody//td[1]")[2] == "بلا عنوان"


async def test_an_article_leads_to_its_page_only_where_there_is_one():
    articles = [ROOFS, replace(BUSES, state=State.DRAFT, version=0)]

    page = await desk(House(articles=articles))

    assert len(links(page, "//tbody//a")) == 1
    assert values(page, "//tbody//svg/use/@href") == ["#done", "#wait"]


async def test_an_empty_desk_says_what_will_fill_it():
    page = await desk(House(articles=[]))

    assert "nashra import" in page


async def test_the_desk_speaks_english_to_who_asks():
    page = await desk(House(), "en")

    assert texts(page, "//p[@class='date']") == [
        "Thursday 26 November 2026, 11:00 in Amman"
    ]
    assert texts(page, "//p[@class='sum']") == ["0 articles have come out today."]


@pytest.mark.parametrize("state", State)
async def test_every_state_has_its_word_and_its_dot(state):
    article = replace(ROOFS, state=state)

    page = await desk(House(articles=[article]))

    assert texts(page, "//tbody//td[2]")[0]
    dots = values(page, "//tbody//svg/use/@href")
    assert values(page, f"//*[@id='{dots[0][1:]}']")


def test_a_tally_without_articles_counts_nothing():
    assert Tally().count(*State) == 0

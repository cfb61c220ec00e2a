from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from json import loads
from urllib.parse import unquote

import pytest

from content.article import Article, Author, Block, Kind, Note, State
from content.slugs import article_path
from tests.support.marked import PICTURE, marked_up
from tests.support.web import ALL, ENGLISH, NOW, PUBLISHER, ROOFS, URL, House, paragraph
from tests.web.reading import find, links, scripts, texts, tongue, values

BLOCKS = (
    "//p[@class='lead']",
    "//div[@id='text']/*[not(@role='note') and not(@class='filed')][not(li)]",
    "//div[@id='text']//li",
)


async def page_of(article: Article, house: House | None = None) -> str:
    house = house or House(articles=[article])
    async with house.client() as client:
        answer = await client.get(article_path(article))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("article", ALL, ids=lambda article: article.key)
async def test_not_one_character_of_the_text_is_changed(article):
    page = await page_of(article)

    assert texts(page, *BLOCKS) == [block.text for block in article.blocks]


async def test_the_arabic_page_runs_from_right_to_left():
    page = await page_of(ROOFS)

    assert tongue(page) == ("ar", "rtl")


async def test_the_english_page_runs_from_left_to_right_in_english_words():
    page = await page_of(ENGLISH)

    assert tongue(page) == ("en", "ltr")
    assert texts(page, "//header//a[@class='wordmark']") == ["MENA Research Center"]
    assert "2 minutes to read" in page or "1 minute to read" in page
    assert "21 November 2026" in page
    assert "Published again" in page


async def test_another_kind_of_arabic_still_knows_the_publisher():
    page = await page_of(replace(ROOFS, language="ar-LB"))

    assert texts(page, "//header//a[@class='wordmark']") == [PUBLISHER.name]


async def test_the_title_breaks_at_its_colon():
    page = await page_of(ROOFS)

    assert texts(page, "//h1/span[@class='clause']") == [
        "حدائق الأسطح:",
        "كيف تزرع المدن الحارّة ظلّها؟",
    ]
    assert texts(page, "//h1") == [ROOFS.title]


async def test_headings_have_anchors_and_the_contents_lead_to_them():
    page = await page_of(ROOFS)

    assert values(page, "//div[@id='text']/h2/@id") == ["h1", "h2", "h3"]
    assert links(page, "//details//a") == ["#h1", "#h2", "#h3"]


async def test_one_heading_is_no_table_of_contents():
    blocks = (paragraph("أوّل."), Block(Kind.HEADING, "عنوان"), paragraph("ثانٍ."))

    page = await page_of(replace(ROOFS, blocks=blocks))

    assert "<details" not in page


async def test_a_block_of_the_other_language_says_so():
    page = await page_of(ROOFS)

    assert tongue(page, "//blockquote[@lang]") == ("en", "ltr")
    assert tongue(page, "//blockquote[not(@lang)]") == (None, None)
    assert tongue(page, "//li/span") == ("en", "ltr")


async def test_items_are_gathered_in_lists():
    page = await page_of(ROOFS)

    assert len(find(page, "//div[@id='text']/ul")) == 1
    assert len(find(page, "//div[@id='text']/ul/li")) == 3
    assert len(find(page, "//div[@id='text']/ol/li")) == 2


async def test_a_latin_run_is_isolated():
    page = await page_of(ROOFS)

    assert '<bdi dir="ltr" class="nb">drip irrigation</bdi>' in page


async def test_a_number_holds_its_noun():
    page = await page_of(ROOFS)

    assert '<span class="nb">210 أمتار</span>' in page


async def test_what_looks_like_markup_is_text():
    nasty = "<script>alert(1)</script> & </article> “{{ 7*7 }}”"
    article = replace(
        ROOFS,
        title=nasty,
        summary=nasty,
        topics=(nasty, nasty),
        authors=(Author(nasty),),
        tail=(nasty,),
        notice=nasty,
        blocks=(paragraph(nasty), paragraph(nasty)),
        notes=(Note("correction", NOW, nasty),),
    )

    page = await page_of(article)

    assert values(page, "//script/@type") == ["application/ld+json"]
    assert "</article>" not in scripts(page)[0]
    assert texts(page, "//div[@id='text']/p[not(@class)]") == [nasty, nasty]
    assert texts(page, "//h1") == [nasty]


async def test_the_credit_and_the_notice_stand_once_each():
    page = await page_of(ROOFS)

    assert texts(page, "//main")[0].count(PUBLISHER.notice) == 1
    assert texts(page, "//p[@class='credit']") == [
        (
            "نُشر هذا المقال أوّل مرّة في موقع مركز أبحاث مينا بتاريخ 22 نوفمبر 2026، "
            "بقلم ليلى حدّاد."
        )
    ]
    assert page.count(PUBLISHER.notice) == 1


async def test_what_stood_after_the_notice_is_kept():
    page = await page_of(replace(ROOFS, tail=("المصدر: دفتر السطح.",)))

    assert texts(page, "//footer/p[@class='tail']") == ["المصدر: دفتر السطح."]


async def test_a_correction_stands_first_and_dated():
    page = await page_of(ROOFS)

    first = find(page, "//div[@id='text']/*")[0]
    assert first.get("role") == "note"
    assert first.text_content().startswith("تصحيح (23 نوفمبر 2026): ذكرت")


async def test_three_authors_are_named_and_the_others_counted():
    names = ("ليلى", "سامر", "هدى", "عمر", "ندى")
    article = replace(ROOFS, authors=tuple(Author(name) for name in names))

    page = await page_of(article)

    assert texts(page, "//p[@class='byline']//*[@class='who']") == list(names[:3])
    assert "وآخران" in texts(page, "//p[@class='byline']")[0]


async def test_the_first_topic_opens_and_the_others_close():
    page = await page_of(ROOFS)

    assert texts(page, "//p[@class='kicker']") == ["عمران ومناخ"]
    assert texts(page, "//p[@class='filed']") == ["وفي: ماء وغذاء"]


async def test_an_editors_summary_stands_above_the_whole_text():
    page = await page_of(replace(ROOFS, summary="خلاصة المحرّر."))

    assert texts(page, "//p[@class='lead']") == ["خلاصة المحرّر."]
    assert texts(page, *BLOCKS[1:]) == [block.text for block in ROOFS.blocks]


async def test_a_single_paragraph_is_text_and_no_lead():
    page = await page_of(replace(ROOFS, blocks=(paragraph("كلّ ما يقال."),)))

    assert texts(page, "//p[@class='lead']") == []
    assert texts(page, "//div[@id='text']/p[not(@class)]") == ["كلّ ما يقال."]


async def test_the_reader_is_led_to_three_others_in_the_same_language_first():
    page = await page_of(ROOFS, House())

    titles = texts(page, "//ul[@class='trio']//h3")
    assert titles == [article.title for article in ALL[2:]]


async def test_the_only_article_leads_nowhere_else():
    page = await page_of(ROOFS)

    assert "trio" not in page


@pytest.mark.parametrize(("letters", "step"), [(70, "long"), (130, "longer")])
async def test_a_long_title_steps_down(letters, step):
    page = await page_of(replace(ROOFS, title=("سطح " * 40)[:letters] + "ظ"))

    assert values(page, "//h1/@class") == [step]


async def test_the_page_names_its_one_address():
    page = await page_of(ROOFS)

    assert links(page, "//link[@rel='canonical']") == [URL + article_path(ROOFS)]


async def test_an_article_first_published_elsewhere_points_there():
    page = await page_of(replace(ROOFS, canonical_url="https://first.example/a"))

    assert links(page, "//link[@rel='canonical']") == ["https://first.example/a"]


async def test_search_engines_are_told_in_json():
    page = await page_of(ROOFS)

    told = loads(scripts(page)[0])
    assert told["headline"] == ROOFS.title
    assert told["author"] == [{"@type": "Person", "name": "ليلى حدّاد"}]
    assert told["datePublished"] == "2026-11-22T07:00:00Z"
    assert told["copyrightNotice"] == PUBLISHER.notice


async def test_without_an_author_the_publisher_is_the_author():
    page = await page_of(replace(ROOFS, authors=(), updated=None))

    assert loads(scripts(page)[0])["author"] == [
        {"@type": "Organization", "name": PUBLISHER.name}
    ]


@pytest.mark.parametrize(
    "path",
    [
        f"/a/{ROOFS.key}",
        f"/a/{ROOFS.id}",
        f"/a/{ROOFS.id}/x",
        f"/a/{ROOFS.key}/old-slug",
        f"/a/{ROOFS.key}/old/deep/",
    ],
)
async def test_other_addresses_lead_to_the_one(path):
    async with House().client() as client:
        answer = await client.get(path)

    assert answer.status_code == 301
    assert answer.headers["location"] == article_path(ROOFS)


async def test_the_redirect_believes_no_host():
    async with House().client() as client:
        answer = await client.get(f"/a/{ROOFS.key}", headers={"host": "evil.example"})

    assert "evil" not in answer.headers["location"]


async def test_behind_a_prefix_addresses_carry_it():
    house = House(public_url="https://mena.example/nashra")

    async with house.client() as client:
        moved = await client.get(f"/a/{ROOFS.key}")
        page = await client.get(article_path(ROOFS))

    assert moved.headers["location"] == "/nashra" + article_path(ROOFS)
    own = [
        link
        for link in links(page.text, "//body//a | //link")
        if link[:1] in ("/", "#")
    ]
    assert all(link.startswith(("/nashra/", "#")) for link in own)


@pytest.mark.parametrize("state", [State.DRAFT, State.SCHEDULED, State.NEEDS_TITLE])
async def test_an_unpublished_article_has_no_page(state):
    house = House(articles=[replace(ROOFS, state=state)])

    async with house.client() as client:
        answer = await client.get(f"/a/{ROOFS.key}")

    assert answer.status_code == 404


async def test_a_draft_that_was_killed_has_no_page():
    house = House(articles=[replace(ROOFS, state=State.CANCELED, version=0)])

    async with house.client() as client:
        answer = await client.get(f"/a/{ROOFS.key}")

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["ffffffff", "x", "0f3c9a5%", "0F3C9A5E"])
async def test_an_unknown_article_has_no_page(name):
    async with House().client() as client:
        answer = await client.get(f"/a/{name}")

    assert answer.status_code == 404
    assert "لا صفحة بهذا العنوان" in answer.text


WITHDRAWN = [
    (State.CANCELED, "killed", 410, "سُحب هذا المقال"),
    (State.WITHHELD, "withheld", 451, "حُجب هذا المقال مؤقّتًا"),
]


@pytest.mark.parametrize(("state", "kind", "status", "title"), WITHDRAWN)
async def test_a_withdrawn_article_says_when_and_why_and_nothing_of_its_text(
    state, kind, status, title
):
    at = datetime(2026, 11, 25, 21, 30, tzinfo=UTC)  # the 26th in the publisher's zone
    article = replace(ROOFS, state=state, notes=(Note(kind, at, "جدولٌ لم يُراجَع."),))

    async with House(articles=[article]).client() as client:
        answer = await client.get(article_path(article))

    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-cache"
    assert texts(answer.text, "//h1") == [title]
    seen = unescape(unquote(answer.text))
    assert "26 نوفمبر" in seen
    assert "جدولٌ لم يُراجَع." in seen
    assert seen.count(PUBLISHER.notice) == 1
    assert not any(block.text in seen for block in ROOFS.blocks)
    assert "حدائق" not in seen


@pytest.mark.parametrize(("state", "kind", "status", "title"), WITHDRAWN)
async def test_a_withdrawn_article_is_not_led_to_its_slug(state, kind, status, title):
    article = replace(ROOFS, state=state, notes=(), updated=None)

    async with House(articles=[article]).client() as client:
        answer = await client.get(f"/a/{article.key}")

    assert answer.status_code == status
    assert texts(answer.text, "//h1") == [title]


async def test_links_stress_and_pictures_change_no_letter():
    article = marked_up(ROOFS)

    page = await page_of(article)

    figure = f"{BLOCKS[1]}[not(self::figure)]"
    shown = texts(page, BLOCKS[0], figure, BLOCKS[2], "//figcaption/p[1]")
    assert shown == [block.text for block in article.blocks]
    assert texts(page, "//figcaption/p[2]") == [PICTURE.credit]
    assert links(page, "//div[@id='text']//p[not(@class='filed')]//a") == [
        "https://a.example/roofs?a=1&b=2",
        "mailto:sami@a.example",
    ]
    assert texts(page, "//div[@id='text']/p[not(@role)]//b") == ["12 سطحًا"]


async def test_a_picture_keeps_its_place_before_it_has_come():
    (image,) = find(await page_of(marked_up(ROOFS)), "//figure/img")

    assert dict(image.attrib) == {
        "src": PICTURE.path,
        "alt": PICTURE.alt,
        "width": "1600",
        "height": "900",
    }

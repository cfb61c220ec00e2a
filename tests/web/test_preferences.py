"""Language and light: what is shown to whom, and how a reader changes it."""

import pytest

from content.slugs import article_path
from tests.support.web import ROOFS, FakeLink, House
from tests.web.reading import texts, tongue, values

OURS = {"sec-fetch-site": "same-origin"}


async def test_a_page_speaks_as_the_publisher_until_the_reader_chooses():
    english = {"accept-language": "en"}
    async with House().client() as client:
        pages = [
            (await client.get("/", headers=headers)).text
            for headers in ({}, english, {**english, "cookie": "language=en"})
        ]

    assert [tongue(page) for page in pages] == [
        ("ar", "rtl"),
        ("ar", "rtl"),
        ("en", "ltr"),
    ]


async def test_an_article_speaks_its_own_language_whatever_the_reader_chose():
    async with House().client() as client:
        answer = await client.get(
            article_path(ROOFS), headers={"cookie": "language=en"}
        )

    assert tongue(answer.text) == ("ar", "rtl")
    assert answer.headers["vary"] == "Cookie"
    assert values(answer.text, "//button[@name='language']/@value") == []


async def test_a_choice_is_kept_for_a_year_and_shown_on_the_same_page():
    form = {"language": "en", "back": "/feeds?x=1"}
    async with House().client() as client:
        answer = await client.post("/preferences", data=form, headers=OURS)

    assert (answer.status_code, answer.headers["location"]) == (303, "/feeds?x=1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("language=en; HttpOnly; Max-Age=31536000; Path=/;")
    assert "SameSite=lax" in cookie
    assert "Secure" in cookie


async def test_the_chosen_light_is_on_the_page_and_can_be_given_up():
    async with House().client() as client:
        dark = await client.get("/", headers={"cookie": "theme=dark"})
        odd = await client.get("/", headers={"cookie": 'theme=x"onload'})
        gone = await client.post("/preferences", data={"theme": "auto"}, headers=OURS)

    assert values(dark.text, "/html/@data-theme") == ["dark"]
    assert texts(dark.text, "//button[@aria-pressed]") == ["داكنة"]
    assert values(odd.text, "/html/@data-theme") == []
    assert 'theme=""' in gone.headers["set-cookie"]


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil",
        "",
        "/a\r\nx: y",
        "/a b",
        "x",
    ],
)
async def test_nobody_is_led_away(back):
    async with House().client() as client:
        answer = await client.post("/preferences", data={"back": back}, headers=OURS)

    assert answer.headers["location"] == "/"


async def test_who_is_behind_a_prefix_stays_there():
    house = House(public_url="https://mena.example/news")
    async with house.client() as client:
        answer = await client.post("/preferences", data={"back": "/"}, headers=OURS)

    assert answer.headers["location"] == "/news/"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "https://mena.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused(headers):
    async with House().client() as client:
        answer = await client.post(
            "/preferences", data={"theme": "dark"}, headers=headers
        )

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_an_older_browser_shows_where_the_form_was():
    async with House().client() as client:
        answer = await client.post(
            "/preferences",
            data={"theme": "dark"},
            headers={"origin": "https://mena.example"},
        )

    assert answer.status_code == 303


async def test_a_form_larger_than_ours_is_refused():
    async with House().client() as client:
        answer = await client.post("/preferences", content=b"x" * 20_000, headers=OURS)

    assert answer.status_code == 413


async def test_a_page_without_referrer_makes_origin_null_and_still_works():
    async with House().client() as client:
        answer = await client.post(
            "/preferences", data={"theme": "dark"}, headers={**OURS, "origin": "null"}
        )

    assert answer.status_code == 303


async def test_a_secret_address_stands_in_no_form():
    async with House(links={"k7Qz": FakeLink()}).client() as client:
        page = (await client.get("/u/k7Qz")).text

    assert values(page, "//input[@name='back']") == []

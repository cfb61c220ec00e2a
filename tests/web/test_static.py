import re

import pytest

from tests.support.web import House
from tests.web.reading import links
from web.assets import Assets


async def test_pages_link_to_files_that_never_change():
    async with House().client() as client:
        page = (await client.get("/")).text
        sheets = links(page, "//link[@rel='stylesheet' or @rel='icon']")
        answers = [await client.get(path) for path in sheets]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)
    assert [answer.headers["content-type"] for answer in answers] == [
        "text/css; charset=utf-8",
        "text/css; charset=utf-8",
        "image/svg+xml",
    ]


async def test_a_file_by_its_bare_name_may_change():
    async with House().client() as client:
        answer = await client.get("/static/tokens.css")

    assert answer.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "name", ["nothing.css", "..%2Fapp.py", "000000000000-pages.css"]
)
async def test_an_unknown_file_is_404(name):
    async with House().client() as client:
        answer = await client.get(f"/static/{name}")

    assert answer.status_code == 404


async def test_a_sheet_asks_for_installed_faces_only(tmp_path):
    (tmp_path / "text-arabic.woff2").write_bytes(b"wOF2")

    with_one, without = Assets(tmp_path), Assets()

    found = with_one.find("tokens.css")
    assert found is not None
    assert re.findall(r"fonts/([\w.-]+)", found[0].data.decode()) == [
        "text-arabic.woff2"
    ]
    assert with_one.path("tokens.css") != without.path("tokens.css")
    bare = without.find("tokens.css")
    assert bare is not None
    assert b"fonts/" not in bare[0].data
    assert b'local("Amiri Bold")' in bare[0].data


async def test_an_installed_face_is_served(tmp_path):
    (tmp_path / "text-arabic.woff2").write_bytes(b"wOF2")

    async with House(fonts=tmp_path).client() as client:
        answer = await client.get("/fonts/text-arabic.woff2")

    assert (answer.status_code, answer.content) == (200, b"wOF2")
    assert answer.headers["content-type"] == "font/woff2"


@pytest.mark.parametrize("name", ["text-latin.woff2", "secret.txt", "..%2fx.woff2"])
async def test_another_face_is_404(tmp_path, name):
    (tmp_path / "secret.txt").write_text("x")

    async with House(fonts=tmp_path).client() as client:
        answer = await client.get(f"/fonts/{name}")

    assert answer.status_code == 404


async def test_without_faces_404_is_remembered():
    async with House().client() as client:
        answer = await client.get("/fonts/text-arabic.woff2")

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize(
    ("path", "goal"),
    [
        ("/feed", "/feeds/all.atom"),
        ("/rss", "/feeds/all.rss"),
        ("/atom.xml", "/feeds/all.atom"),
        ("/feed.json", "/feeds/all.json"),
        ("/feeds/", "/feeds"),
    ],
)
async def test_short_addresses_lead_to_the_long_ones(path, goal):
    async with House().client() as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.headers["location"]) == (301, goal)


async def test_the_oldest_icon_leads_to_ours():
    async with House().client() as client:
        answer = await client.get("/favicon.ico")
        icon = await client.get(answer.headers["location"])

    assert icon.headers["content-type"] == "image/svg+xml"


async def test_robots_may_read_all_but_what_hangs_on_a_token():
    async with House().client() as client:
        answer = await client.get("/robots.txt")

    assert answer.text == "User-agent: *\nDisallow: /u/\nDisallow: /desk\n"


def test_the_two_dark_blocks_of_the_tokens_are_equal():
    found = Assets().find("tokens.css")
    assert found is not None
    css = found[0].data.decode()

    blocks = re.findall(r"\{\s*color-scheme: dark;(.*?)\}", css, re.DOTALL)

    values = [re.findall(r"(--[\w-]+):\s*([^;]+);", block) for block in blocks]
    assert len(values) == 2
    assert values[0] == values[1]


def test_pages_know_no_left_and_right():
    found = Assets().find("pages.css")
    assert found is not None
    css = re.sub(r"/\*.*?\*/", "", found[0].data.decode(), flags=re.DOTALL)

    assert re.findall(r"[\w-]*\b(?:left|right)\b\s*:|:\s*(?:left|right)\b", css) == []
    assert "#fff" not in css

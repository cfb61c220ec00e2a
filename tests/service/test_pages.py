"""The pages over the real stores: what they cost, and the whole way into the desk."""

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from audience.users import IDLE, NOTICED
from content.article import Author
from content.slugs import article_path
from jobs.kick import Kick
from newsroom import staff, withdrawing
from newsroom.staff import Invited
from service.history import SCRIPTS
from service.settings import Settings
from service.site import site_of
from service.wiring import Installation
from storage.engine import Database
from storage.migrate import History
from tests.support.counting import counting
from tests.support.house import Built, build, publish
from tests.web.reading import texts, values
from web import app

OURS = {"sec-fetch-site": "same-origin"}
TOPIC, AUTHOR = "ماء وغذاء", "ليلى حدّاد"

# What each page may ask of the database, BEGIN and the like not counted.
COSTS = {
    "/": 2,
    "/topics": 2,
    "/topics/" + quote("ماء-وغذاء"): 6,
    "/authors/" + quote("ليلى-حداد"): 6,
    "/feeds": 4,
    "/search?q=" + quote("المحطة"): 3,
    "/search?q=" + quote("المحطة سيارة"): 7,
    "/desk/sign-in": 1,
    "/nothing": 2,
}


@pytest.fixture
async def built(database: Database, tmp_path: Path) -> Built:
    return await build(database, tmp_path)


def browser(built: Built, folder: Path) -> httpx.AsyncClient:
    """A browser before the house, as `serve` opens it."""
    installation = Installation(
        Settings(data=folder), built.house, Kick(), History(SCRIPTS, folder)
    )
    site = site_of(installation, lambda: True)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app.build(site)),
        base_url="https://nashra.example",
    )


async def fill(built: Built, articles: int) -> str:
    """So many public articles on one topic by one author; the path of the last."""
    filed = {"topics": (TOPIC,), "authors": (Author(AUTHOR),)}
    published = [await publish(built, n, **filed) for n in range(articles)]
    return article_path(published[-1])


async def cost(built: Built, client: httpx.AsyncClient, path: str) -> int:
    with counting(built.database) as asked:
        await client.get(path)
    words = [statement.split()[0] for statement, _ in asked.statements]
    return sum(word not in ("BEGIN", "ROLLBACK", "COMMIT") for word in words)


async def test_what_a_page_asks_does_not_grow_with_the_articles(
    built: Built, tmp_path: Path
):
    async with browser(built, tmp_path) as client:
        few = {"/a": await cost(built, client, await fill(built, 2))}
        few |= {path: await cost(built, client, path) for path in COSTS}
        many = {"/a": await cost(built, client, await fill(built, 25))}
        many |= {path: await cost(built, client, path) for path in COSTS}

    assert many == few
    assert {p: n for p, n in many.items() if n > COSTS.get(p, 3)} == {}


async def invite(built: Built, role="admin") -> str:
    invited = await staff.add(built.house, AUTHOR, None, role)
    assert isinstance(invited, Invited)
    return invited.url


async def enter(client: httpx.AsyncClient, url: str) -> httpx.Response:
    return await client.post(url, headers=OURS, follow_redirects=True)


async def test_the_first_user_comes_in_by_the_link_and_goes(
    built: Built, tmp_path: Path
):
    await fill(built, 2)
    url = await invite(built)

    async with browser(built, tmp_path) as client:
        shown = await client.get(url)
        desk = await enter(client, url)
        (token,) = values(desk.text, "//input[@name='csrf']/@value")
        out = await client.post("/desk/sign-out", data={"csrf": token}, headers=OURS)
        after = await client.get("/desk")

    assert "الدخول إلى المكتب" in shown.text
    assert texts(desk.text, "//p[@class='sum']") == ["صدر اليوم مقالان."]
    assert (out.status_code, after.status_code) == (303, 303)


async def test_the_desk_costs_the_same_whatever_is_in_it(built: Built, tmp_path: Path):
    url = await invite(built)

    async with browser(built, tmp_path) as client:
        await enter(client, url)
        few = await cost(built, client, "/desk")
        await fill(built, 12)
        many = await cost(built, client, "/desk")

    assert (few, many) == (4, 4)


async def test_that_a_session_is_used_is_written_once_in_an_hour(
    built: Built, tmp_path: Path
):
    url = await invite(built)

    async with browser(built, tmp_path) as client:
        await enter(client, url)
        built.clock.move(seconds=NOTICED.total_seconds())
        costs = [await cost(built, client, "/desk") for _ in range(2)]
        built.clock.move(seconds=IDLE.total_seconds())
        idle = await client.get("/desk")

    assert costs == [5, 4]
    assert idle.status_code == 303


async def test_a_removed_user_is_out_at_the_next_page(built: Built, tmp_path: Path):
    url = await invite(built)

    async with browser(built, tmp_path) as client:
        await enter(client, url)
        await staff.remove(built.house, AUTHOR)
        answer = await client.get("/desk")

    assert answer.status_code == 303


async def test_a_second_link_voids_the_first(built: Built, tmp_path: Path):
    first = await invite(built)
    again = await staff.invite_again(built.house, AUTHOR)
    assert again is not None

    async with browser(built, tmp_path) as client:
        assert (await client.post(first, headers=OURS)).status_code == 404
        assert (await client.post(again.url, headers=OURS)).status_code == 303
        assert await staff.invite_again(built.house, "nobody") is None


async def test_a_killed_article_leaves_its_topic(built: Built, tmp_path: Path):
    path = "/topics/" + quote("ماء-وغذاء")
    article = await publish(built, 1, topics=(TOPIC,))

    async with browser(built, tmp_path) as client:
        before = await client.get(path)
        await withdrawing.kill(built.house, article.id, "")
        after = await client.get(path)

    assert (before.status_code, after.status_code) == (200, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/topics/%00",
        "/authors/a%00",
        "/%00",
        "/search?q=%00",
        "/search?q=%ED%A0%80&page=2",
        "/newsletters/%00/%00",
        "/u/%00",
        "/a/%00",
        "/feeds/%00.atom",
        "/feeds/topics/%00.rss",
        "/media/%00",
        "/?p=%00",
        "/desk/sign-in/%00",
        "/topics/%FF",
    ],
)
async def test_no_letter_in_an_address_is_a_fault_of_ours(
    built: Built, tmp_path: Path, path: str
):
    async with browser(built, tmp_path) as client:
        answer = await client.get(path, headers={"cookie": "__Host-session=%00"})

    assert answer.status_code in (200, 404)

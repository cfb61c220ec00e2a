"""What is said when something is wrong: in both languages, and to programs."""

import json
from dataclasses import replace

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from content.article import Note, State
from content.slugs import article_path
from tests.support.web import ENGLISH, NOW, ROOFS, House
from tests.web.reading import texts, tongue

OURS = {"sec-fetch-site": "same-origin"}


async def ask(
    house: House, path: str, language: str, method: str = "GET", **more: str
) -> httpx.Response:
    async with house.client() as client:
        return await client.request(
            method, path, headers={"cookie": f"language={language}", **more}
        )


@pytest.mark.parametrize(
    ("method", "path", "status", "arabic", "english"),
    [
        ("GET", "/no", 404, "لا صفحة بهذا العنوان", "There is no page at this address"),
        (
            "PUT",
            "/",
            405,
            "طلبٌ لا تعرفه هذه الصفحة",
            "This page does not know that request",
        ),
        ("POST", "/preferences", 403, "هذه الصفحة ليست لك", "This page is not for you"),
    ],
)
async def test_a_problem_is_told_in_both_languages(
    method, path, status, arabic, english
):
    in_arabic = await ask(House(), path, "ar", method)
    in_english = await ask(House(), path, "en", method)

    assert (in_arabic.status_code, in_english.status_code) == (status, status)
    assert texts(in_arabic.text, "//h1") == [arabic]
    assert texts(in_english.text, "//h1") == [english]
    assert tongue(in_english.text) == ("en", "ltr")


@pytest.mark.parametrize(
    ("state", "kind", "status"),
    [(State.CANCELED, "killed", 410), (State.WITHHELD, "withheld", 451)],
)
@pytest.mark.parametrize("article", [ROOFS, ENGLISH], ids=["ar", "en"])
async def test_a_withdrawn_article_says_so_in_its_own_language(
    article, state, kind, status
):
    gone = replace(article, state=state, notes=(Note(kind, NOW, ""),))

    answer = await ask(House(articles=[gone]), article_path(article), "fr")

    assert answer.status_code == status
    assert tongue(answer.text) == (article.language, article.direction)


@pytest.mark.parametrize(
    ("language", "title"),
    [("ar", "تعذّر عرض الصفحة الآن"), ("en", "This page cannot be shown just now")],
)
async def test_a_database_that_is_away_is_waited_for(language, title):
    house = House()

    async def away() -> None:
        raise OperationalError("SELECT secret", {}, Exception("no route"))

    house.read_publisher = away  # type: ignore[assignment,method-assign]

    answer = await ask(house, "/", language)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.headers["cache-control"] == "no-store"
    assert texts(answer.text, "//h1") == [title]
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [("GET", "/api/v1/nothing", 404, "Not Found")],
)
async def test_programs_are_told_in_their_own_way(method, path, status, title):
    answer = await ask(House(), path, "ar", method)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.text) == {
        "type": "about:blank",
        "title": title,
        "status": status,
    }


async def test_a_fault_of_ours_is_told_to_programs_too():
    house = House()

    async def broken(_: str) -> None:
        raise RuntimeError

    house.read_moved = broken  # type: ignore[assignment,method-assign]

    answer = await ask(house, "/api/v1/nothing", "ar")

    assert answer.status_code == 500
    assert json.loads(answer.text)["title"] == "Internal Server Error"


async def test_a_signed_in_user_without_the_role_is_told_so():
    answer = await ask(House(), "/desk/sign-out", "en", "POST", **OURS)

    assert answer.status_code == 403
    assert texts(answer.text, "//h1") == ["This page is not for you"]

"""The table of routes is what the site does: who enters, what is kept, what is said."""

import re
from dataclasses import replace

import httpx
import pytest

from audience.users import ROLES, Link, User
from content.slugs import article_path
from tests.support.web import (
    ADMIN,
    NOW,
    ROOFS,
    URL,
    FakeEdition,
    FakeLink,
    FakeMedium,
    House,
)
from web import forms
from web.routes import CACHE, SIGN_IN, TABLE, VARY, Row

OURS = {"sec-fetch-site": "same-origin"}
ROWS = [row for row in TABLE if row.answers]
CALLS = [(row, method) for row in ROWS for method in row.answers]
NOBODY = "nobody"
SHA = "a" * 64
FACE = "text-arabic.woff2"

# One address for each pattern, at which a page is to be found.
SAMPLES = {
    "/a/{name}": f"/a/{ROOFS.key}",
    "/a/{name}/{slug:path}": article_path(ROOFS),
    "/newsletters/{newsletter}/{slot}": "/newsletters/daily/2026-11-24",
    "/media/{name}": f"/media/{SHA}.png",
    "/u/{token}": "/u/k7Qz",
    "/desk/sign-in/{token}": "/desk/sign-in/right",
    "/static/{name}": "/static/tokens.css",
    "/fonts/{name}": f"/fonts/{FACE}",
    "/topics/{slug}": "/topics/عمران-ومناخ",
    "/authors/{slug}": "/authors/ليلى-حداد",
}


def path_of(row: Row) -> str:
    return SAMPLES.get(row.path, row.path)


@pytest.fixture
def house(tmp_path) -> House:
    (tmp_path / FACE).write_bytes(b"wOF2")
    found = House(links={"k7Qz": FakeLink()}, fonts=tmp_path)
    found.editions["daily", "2026-11-24"] = FakeEdition("<p>")
    found.media[f"{SHA}.png"] = FakeMedium("image/png", b"x")
    found.sign_in_links["right"] = Link(ADMIN, NOW.replace(year=2027), None)
    found.sessions = {role: replace(ADMIN, role=role) for role in ROLES}
    return found


async def ask(house: House, row: Row, method: str, who: str = NOBODY) -> httpx.Response:
    cookie = {} if who == NOBODY else {"cookie": f"__Host-session={who}"}
    async with house.client() as client:
        return await client.request(
            method,
            path_of(row),
            data={forms.CSRF: forms.token_for(who)} if method == "POST" else None,
            headers={**OURS, **cookie},
        )


def may(who: str, row: Row) -> bool:
    """The rule in its own words, beside the one that is tested."""
    if row.enter not in ROLES:
        return True
    return who != NOBODY and ROLES.index(who) >= ROLES.index(row.enter)


@pytest.mark.parametrize("who", [NOBODY, *ROLES])
@pytest.mark.parametrize(("row", "method"), CALLS, ids=lambda x: getattr(x, "path", x))
async def test_every_route_lets_in_whom_it_says(house, row, method, who):
    answer = await ask(house, row, method, who)

    if may(who, row):
        assert answer.status_code in (200, 301, 303), answer.text
        assert answer.headers.get("location") != SIGN_IN or row.path.endswith("out")
    elif who == NOBODY and method == "GET":
        assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN)
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize(("row", "method"), CALLS, ids=lambda x: getattr(x, "path", x))
async def test_every_answer_is_kept_as_long_as_its_row_says(house, row, method):
    answer = await ask(house, row, method, "admin")

    expected = CACHE[row.keeps]
    if answer.status_code != 303:
        assert {name: answer.headers.get(name) for name in expected} == expected
    assert answer.headers.get("cache-control")
    assert answer.headers.get("vary", "") == VARY[row.speaks]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.speaks == "reader"], ids=lambda row: row.path
)
async def test_what_speaks_as_the_reader_does_is_kept_apart_by_language(house, row):
    async with house.client() as client:
        answers = [
            await client.get(
                path_of(row),
                headers={"cookie": f"__Host-session=admin; language={each}"},
            )
            for each in ("ar", "en")
        ]

    tongues = [re.search(r'<html lang="(\w+)"', each.text) for each in answers]
    assert [tongue and tongue[1] for tongue in tongues] == ["ar", "en"]


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.post and r.own_forms], ids=lambda row: row.path
)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
async def test_no_form_acts_that_comes_from_elsewhere(house, row, site):
    headers = {"cookie": "__Host-session=admin"} | (
        {"sec-fetch-site": site} if site else {}
    )

    async with house.client() as client:
        answer = await client.post(
            path_of(row),
            data={forms.CSRF: forms.token_for("admin")},
            headers={**headers, "origin": "https://evil.example"},
        )

    assert answer.status_code == 403
    assert "admin" in house.sessions


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.post and r.enter in ROLES], ids=lambda row: row.path
)
@pytest.mark.parametrize("token", ["", "x", forms.token_for("viewer")])
async def test_no_form_of_the_desk_acts_without_the_token_of_its_session(
    house, row, token
):
    headers = {**OURS, "cookie": "__Host-session=admin"}

    async with house.client() as client:
        answer = await client.post(
            path_of(row), data={forms.CSRF: token}, headers=headers
        )

    assert answer.status_code == 403
    assert "admin" in house.sessions


def test_no_address_stands_twice():
    assert len({row.path for row in TABLE}) == len(TABLE)


def test_what_is_the_desks_is_for_users():
    desk = [row for row in TABLE if row.path.startswith("/desk")]
    open_to_all = {row.path for row in desk if row.enter not in ROLES}

    assert open_to_all == {SIGN_IN, SIGN_IN + "/{token}"}


def test_what_hangs_on_a_token_is_kept_secret():
    assert all(row.keeps == "secret" for row in TABLE if row.enter == "token")


def test_what_is_for_users_is_never_kept():
    assert {row.keeps for row in TABLE if row.enter in ROLES} <= {"never"}


async def test_only_over_https_is_https_promised(house):
    async with house.client() as client:
        https = await client.get("/")
    house.public_url = "http://127.0.0.1:8080"
    async with house.client() as client:
        http = await client.get("/")

    assert https.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in http.headers
    assert URL.startswith("https:")


async def test_every_answer_keeps_other_sites_at_a_distance(house):
    async with house.client() as client:
        answer = await client.get("/")

    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["permissions-policy"]


def test_a_user_has_every_role_below_theirs():
    viewer = User("1", "a", None, "viewer", NOW)

    assert may("admin", Row("/x", enter="viewer"))
    assert not may(viewer.role, Row("/x", enter="editor"))

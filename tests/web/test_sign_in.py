"""Into the desk and out of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audience.users import Link
from tests.support.web import ADMIN, NOW, House
from tests.web.reading import find, texts, values
from web.attempts import MOST, WHILE, Attempts

OURS = {"sec-fetch-site": "same-origin"}
LINK = Link(ADMIN, NOW + timedelta(minutes=15), None)


@pytest.fixture
def house() -> House:
    return House(sign_in_links={"right": LINK})


async def test_a_scanner_that_follows_the_link_uses_nothing_up(house):
    async with house.client() as client:
        await client.get("/desk/sign-in/right")
        answer = await client.get("/desk/sign-in/right")

    assert answer.status_code == 200
    assert texts(answer.text, "//form//button") == ["الدخول"]
    assert texts(answer.text, "//form/p") == [
        "تُدخل هذه الوصلة ليلى حدّاد إلى المكتب مرّة واحدة، حتى 26 نوفمبر 2026، الساعة 11:15."
    ]
    assert "set-cookie" not in answer.headers
    assert "right" not in answer.text


async def test_one_press_opens_the_desk_and_uses_the_link_up(house):
    async with house.client() as client:
        entered = await client.post("/desk/sign-in/right", headers=OURS)
        desk = await client.get(
            "/desk", headers={"cookie": entered.headers["set-cookie"].partition(";")[0]}
        )
        again = await client.post("/desk/sign-in/right", headers=OURS)

    assert (entered.status_code, entered.headers["location"]) == (303, "/desk")
    assert (desk.status_code, texts(desk.text, "//b")[0]) == (200, "ليلى حدّاد")
    assert again.status_code == 410
    assert "دخل بها ليلى حدّاد" in texts(again.text, "//main//p")[0]


@pytest.mark.parametrize(
    ("url", "name", "is_secure"),
    [
        ("https://mena.example", "__Host-session", True),
        ("http://127.0.0.1:8080", "session", False),
    ],
)
async def test_the_cookie_is_for_this_host_and_no_script(house, url, name, is_secure):
    house.public_url = url

    async with house.client() as client:
        answer = await client.post("/desk/sign-in/right", headers=OURS)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(
        f"{name}=session-of-right; HttpOnly; Max-Age=2592000; Path=/;"
    )
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie) == is_secure
    assert "Domain" not in cookie


async def test_a_link_that_is_over_says_until_when_it_held(house):
    house.now = LINK.expires

    async with house.client() as client:
        shown = await client.get("/desk/sign-in/right")
        acted = await client.post("/desk/sign-in/right", headers=OURS)

    assert (shown.status_code, acted.status_code) == (410, 410)
    assert "حتى 26 نوفمبر 2026، الساعة 11:15" in texts(shown.text, "//main//p")[0]
    assert find(shown.text, "//form") == []
    assert "set-cookie" not in acted.headers


async def test_who_tries_too_often_waits_and_a_right_link_never_does(house):
    async with house.client() as client:
        for _ in range(MOST):
            assert (await client.get("/desk/sign-in/x")).status_code == 404
        late = await client.get("/desk/sign-in/x")
        right = await client.get("/desk/sign-in/right")

    assert (late.status_code, late.headers["retry-after"]) == (429, "600")
    assert right.status_code == 200


def test_failures_are_forgotten_after_a_while_and_belong_to_one_address():
    attempts = Attempts()
    for _ in range(MOST):
        assert not attempts.fail("a", NOW)

    assert not attempts.fail("b", NOW)
    assert attempts.fail("a", NOW)
    assert not attempts.fail("a", NOW + WHILE)


def test_not_everybody_who_failed_is_remembered():
    attempts = Attempts()
    for number in range(2000):
        attempts.fail(str(number), NOW)

    assert len(attempts._failures) == 1000


async def test_who_signs_out_is_out(house):
    house.sessions["s"] = ADMIN
    cookie = {"cookie": "__Host-session=s"}

    async with house.client() as client:
        desk = await client.get("/desk", headers=cookie)
        (token,) = values(desk.text, "//input[@name='csrf']/@value")
        out = await client.post(
            "/desk/sign-out", data={"csrf": token}, headers={**cookie, **OURS}
        )
        after = await client.get("/desk", headers=cookie)

    assert (out.status_code, out.headers["location"]) == (303, "/desk/sign-in")
    assert '__Host-session=""' in out.headers["set-cookie"]
    assert after.headers["location"] == "/desk/sign-in"
    assert "s" not in values(desk.text, "//input/@value")


async def test_the_way_in_is_explained_to_whoever_asks(house):
    async with house.client() as client:
        answer = await client.get("/desk/sign-in", headers={"cookie": "language=en"})

    assert texts(answer.text, "//h1") == ["Sign in to the desk"]


async def test_an_english_reader_is_told_in_english(house):
    house.sign_in_links["right"] = replace(LINK, used_at=NOW)

    async with house.client() as client:
        answer = await client.get(
            "/desk/sign-in/right", headers={"cookie": "language=en"}
        )

    assert (
        "ليلى حدّاد came in by it on 26 November 2026 at 11:00."
        in (texts(answer.text, "//main//p")[0])
    )

import pytest

from tests.support.web import FakeLink, House
from tests.web.reading import texts


@pytest.fixture
def house() -> House:
    return House(links={"k7Qz": FakeLink()})


async def test_following_the_link_changes_nothing(house):
    async with house.client() as client:
        answer = await client.get("/u/k7Qz")

    assert answer.status_code == 200
    assert texts(answer.text, "//form[@method='post']//button") == ["إلغاء الاشتراك"]
    assert texts(answer.text, "//form/p") == [
        "تتوقّف «نشرة الثلاثاء» فورًا عن الوصول إلى sami@example.org. لا نسأل عن السبب."
    ]
    assert house.left == []


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            (
                b"--x\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\n"
                b"One-Click\r\n--x--\r\n"
            ),
            "multipart/form-data; boundary=x",
        ),
        (b"", "application/x-www-form-urlencoded"),  # the form on our own page
    ],
)
async def test_a_post_acts_at_once(house, body, media_type):
    headers = {"content-type": media_type}

    async with house.client() as client:
        answer = await client.post("/u/k7Qz", content=body, headers=headers)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert texts(answer.text, "//h1") == ["أُلغي الاشتراك"]
    assert house.left == ["k7Qz"]


async def test_a_post_may_come_twice(house):
    async with house.client() as client:
        first = await client.post("/u/k7Qz")
        second = await client.post("/u/k7Qz")

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.text == second.text


async def test_who_has_left_before_is_told_so(house):
    house.links["k7Qz"] = FakeLink(already_left=True)

    async with house.client() as client:
        answer = await client.get("/u/k7Qz")

    assert texts(answer.text, "//h1") == ["أُلغي الاشتراك من قبل"]
    assert "<form" not in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_token_that_is_not_ours_is_404(house, method):
    async with house.client() as client:
        answer = await client.request(method, "/u/forged")

    assert answer.status_code == 404
    assert texts(answer.text, "//h1") == ["هذه الوصلة لا تعمل"]
    assert house.left == []


async def test_a_link_that_dies_between_reading_and_acting_is_404(house):
    async def nobody(token: str) -> bool:
        return False

    house.leave = nobody

    async with house.client() as client:
        answer = await client.post("/u/k7Qz")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/u/k7Qz"), ("POST", "/u/k7Qz"), ("GET", "/u/no")]
)
async def test_the_token_goes_nowhere_else(house, method, path):
    async with house.client() as client:
        answer = await client.request(method, path)

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "k7Qz" not in answer.text


async def test_an_english_newsletter_is_left_in_english(house):
    house.links["k7Qz"] = FakeLink(
        address="a-rather-long-address-indeed@example.org",
        newsletter_title="Tuesday letter",
        language="en",
    )

    async with house.client() as client:
        answer = await client.get("/u/k7Qz")

    assert '<html lang="en" dir="ltr">' in answer.text
    assert texts(answer.text, "//h1") == ["Unsubscribe"]

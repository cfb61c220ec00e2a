import pytest

from content.slugs import article_path
from tests.support.web import ENGLISH, ROOFS, FakeLink, House
from tests.web.reading import find, links, values
from web.app import build

PAGES = ["/", "/feeds", article_path(ROOFS), article_path(ENGLISH), "/u/token", "/none"]


def whole_house() -> House:
    return House(links={"token": FakeLink()})


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/static/pages.css", "/rss"])
async def test_every_answer_forbids_what_it_does_not_need(path):
    async with whole_house().client() as client:
        answer = await client.get(path)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] in (
        "strict-origin-when-cross-origin",
        "no-referrer",
    )


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(path):
    async with whole_house().client() as client:
        page = (await client.get(path)).text

    sources = values(
        page, "//@src | //link[@rel='stylesheet' or @rel='icon']/@href | //@srcset"
    )
    assert all(source.startswith("/static/") for source in sources)
    assert find(page, "//script[not(@type='application/ld+json')]") == []
    assert find(page, "//style") == []
    assert values(page, "//@style | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_believes_host_or_forwarded_headers(path):
    headers = {
        "host": "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "gopher",
        "forwarded": "host=evil.example",
    }

    async with whole_house().client() as client:
        answer = await client.get(path, headers=headers)

    assert "evil" not in answer.text
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_is_given_a_cookie(path):
    async with whole_house().client() as client:
        answer = await client.get(path)

    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES[:-1])
async def test_a_page_has_one_first_heading_and_one_main(path):
    async with whole_house().client() as client:
        page = (await client.get(path)).text

    assert len(find(page, "//h1")) == 1
    assert len(find(page, "//main")) == 1
    (skip,) = links(page, "//a[@class='skip']")
    assert find(page, f"//*[@id='{skip[1:]}']")


@pytest.mark.parametrize("path", ["/", article_path(ROOFS), "/feeds", "/healthz"])
async def test_head_is_answered_like_get(path):
    async with whole_house().client() as client:
        head, get = await client.head(path), await client.get(path)

    assert head.status_code == 200
    assert head.headers == get.headers


async def test_an_unknown_method_is_405_with_the_known_ones():
    async with whole_house().client() as client:
        answer = await client.post("/")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert "هذه الصفحة للقراءة وحدها" in answer.text


async def test_when_nothing_can_be_read_the_page_says_whose_fault_it_is():
    house = whole_house()

    async def broken() -> None:
        raise OSError("disk gone")

    house.read_publisher = broken  # type: ignore[assignment,method-assign]

    async with house.client() as client:
        answer = await client.get("/")

    assert answer.status_code == 500
    assert "الخطأ عندنا" in answer.text
    assert "disk" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers


async def test_a_trailing_slash_is_not_a_redirect_to_whoever_asks():
    async with whole_house().client() as client:
        answer = await client.get("/healthz/", headers={"host": "evil.example"})

    assert answer.status_code == 404


async def test_what_is_no_request_goes_through():
    sent = []
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> dict[str, str]:
        return next(messages)

    async def send(message) -> None:
        sent.append(message["type"])

    await build(whole_house().site())({"type": "lifespan"}, receive, send)

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.parametrize("host", ["[", "a/b?c", "]:x", "", "\x7f"])
@pytest.mark.parametrize("path", ["/", "/none", "/topics", "/desk"])
async def test_no_host_however_written_changes_a_page(host, path):
    async with whole_house().client() as client:
        usual = await client.get(path)
        odd = await client.get(path, headers={"host": host})

    assert (odd.status_code, odd.text) == (usual.status_code, usual.text)


@pytest.mark.parametrize(
    "path", ["/topics/%3F", "/topics/%23", "/a/%2F%2Fevil", "/%00"]
)
async def test_no_path_however_written_breaks_a_page(path):
    async with whole_house().client() as client:
        answer = await client.get(path)

    assert answer.status_code == 404

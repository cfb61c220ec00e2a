"""A real server with the fake house behind it, and a real browser before it."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from audience.users import Link
from content.slugs import article_path
from digests.compose import compose
from digests.material import Material
from feeds.feed import Feed
from tests.support.needs import skip
from tests.support.web import (
    ADMIN,
    ENGLISH,
    NOW,
    PUBLISHER,
    ROOFS,
    URL,
    WELL,
    FakeEdition,
    FakeLink,
    House,
)
from web.app import build

LETTER = Material(
    title="نشرة الثلاثاء",
    language="ar",
    label="العدد 47",
    articles=(ROOFS, ENGLISH, WELL),
    corrections=(),
    publisher=PUBLISHER,
    public_url=URL,
    path="/newsletters/tuesday/2026-11-24",
    now=NOW,
)
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
TOPIC = "/topics/" + quote("عمران-ومناخ")

# Every page there is, in the state that readers mostly meet.
PAGES = {
    "front": "/",
    "article": article_path(ROOFS),
    "english": article_path(ENGLISH),
    "long title": article_path(WELL),
    "topic": TOPIC,
    "topics": "/topics",
    "author": "/authors/" + quote("ليلى-حداد"),
    "search": "/search?q=" + quote("الصندوق"),
    "nothing found": "/search?q=" + quote("المخطوطة سيّارة"),
    "follow": "/feeds",
    "privacy": "/privacy",
    "leave": "/u/k7Qz",
    "edition": "/newsletters/tuesday/2026-11-24",
    "sign in": "/desk/sign-in/right",
    "desk": "/desk",
    "missing": "/nothing",
}


@dataclass
class Street:
    """A house that answers, and where."""

    house: House
    url: str


@dataclass
class Visit:
    """One page as a browser met it, and what it asked for and complained of."""

    page: Page
    status: int = 0
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Visiting = Callable[..., Visit]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        skip("chromium")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def street() -> Iterator[Street]:
    """The whole house, under the address of this machine."""
    with _answering(_house(), own=True) as found:
        yield found


@pytest.fixture(scope="session")
def address(street: Street) -> str:
    return street.url


@pytest.fixture(scope="session")
def still() -> Iterator[str]:
    """The same house, whose pages show an address that never changes."""
    with _answering(_house(), own=False) as found:
        yield found.url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visiting]:
    contexts = []

    def go(
        path: str,
        width: int = 1280,
        scheme: str = "light",
        language: str = "ar",
        at: str = address,
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        context.add_cookies(
            [
                {"name": "session", "value": "admin", "url": at},
                {"name": "language", "value": language, "url": at},
            ]
        )
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        answer = visit.page.goto(at + path, wait_until="networkidle")
        visit.status = answer.status if answer else 0
        return visit

    yield go
    for context in contexts:
        context.close()


def _house() -> House:
    house = House(
        links={"k7Qz": FakeLink()},
        publisher=replace(PUBLISHER, email="news@mena.example"),
        feed=Feed("topics/عمران-ومناخ", 7, NOW),
        sessions={"admin": ADMIN},
        sign_in_links={"right": Link(ADMIN, NOW + timedelta(minutes=15), None)},
    )
    house.editions["tuesday", "2026-11-24"] = FakeEdition(compose(LETTER).html)
    return house


@contextmanager
def _answering(house: House, *, own: bool) -> Iterator[Street]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        house.public_url = url if own else "http://mena.example"
        server = uvicorn.Server(
            uvicorn.Config(build(house.site()), log_level="warning", ws="none")
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Street(house, url)
        server.should_exit = True
        thread.join()

"""A real server with the fake house behind it, and a real browser before it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from digests.compose import compose
from digests.material import Material
from tests.support.needs import skip
from tests.support.web import (
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
def address() -> Iterator[str]:
    """Where the whole house answers."""
    house = House(links={"k7Qz": FakeLink()})
    house.editions["tuesday", "2026-11-24"] = FakeEdition(compose(LETTER).html)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        house.public_url = url
        server = uvicorn.Server(
            uvicorn.Config(build(house.site()), log_level="warning", ws="none")
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield url
        server.should_exit = True
        thread.join()

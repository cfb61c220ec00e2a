"""How much a page weighs, without its faces."""

import pytest

from tests.browser.conftest import PAGES

pytestmark = [pytest.mark.live, pytest.mark.timeout(60)]

LIGHT = 100_000  # bytes, as they are before any compression


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_no_page_weighs_more_than_it_may(visit, browser, address, path):
    page = visit(path).page
    weights: dict[str, int] = {}
    page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))

    page.reload(wait_until="networkidle")

    weighed = {url: n for url, n in weights.items() if "/fonts/" not in url}
    assert 0 < sum(weighed.values()) < LIGHT, weighed

import pytest

from tests.browser.conftest import PAGES

pytestmark = [pytest.mark.live, pytest.mark.timeout(60)]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(visit, path, width):
    page = visit(path, width).page

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_complains_or_asks_elsewhere(visit, address, path, scheme):
    seen = visit(path, scheme=scheme)

    # The browser notes an answer of 404 whatever the page does.
    assert [c for c in seen.complaints if seen.status == 200 or "404" not in c] == []
    assert {url.startswith((address, "data:")) for url in seen.asked} == {True}


@pytest.mark.parametrize(
    ("name", "language", "direction"),
    [("front", "ar", "rtl"), ("article", "ar", "rtl"), ("english", "en", "ltr")],
)
def test_a_page_runs_as_its_language_does(visit, name, language, direction):
    page = visit(PAGES[name]).page

    assert page.locator("html").get_attribute("lang") == language
    computed = "getComputedStyle(document.querySelector('.lead')).direction"
    assert page.evaluate(computed) == direction


@pytest.mark.parametrize("name", ["article", "english"])
def test_the_margin_stands_at_the_start_of_the_text(visit, name):
    page = visit(PAGES[name]).page

    margin = page.locator(".margin").bounding_box()
    text = page.locator("#text").bounding_box()
    assert margin is not None
    assert text is not None
    assert (margin["x"] > text["x"]) == (name == "article")


def test_the_style_sheets_are_taken_and_the_dark_is_dark(visit):
    colour = "getComputedStyle(document.body).backgroundColor"

    assert visit("/").page.evaluate(colour) == "rgb(250, 251, 249)"
    assert visit("/", scheme="dark").page.evaluate(colour) == "rgb(17, 24, 23)"


def test_what_can_be_touched_is_large_enough(visit):
    page = visit("/u/k7Qz", 360).page

    box = page.get_by_role("button").bounding_box()

    assert box is not None
    assert box["height"] >= 44


def test_one_press_leaves_the_newsletter(visit):
    page = visit("/u/k7Qz").page

    page.get_by_role("button").click()

    assert page.get_by_role("heading").first.inner_text() == "أُلغي الاشتراك"

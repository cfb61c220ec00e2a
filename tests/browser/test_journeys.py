"""The way of a reader and of an editor through the house, in both languages."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from audience.users import Link
from tests.support.web import ADMIN, NOW, FakeLink

pytestmark = [pytest.mark.live, pytest.mark.timeout(120)]

# What each language calls what is pressed on the way.
WORDS = {
    "ar": {
        "topics": "الموضوعات",
        "feeds": "الخلاصات",
        "leave": "إلغاء الاشتراك",
        "left": "أُلغي الاشتراك",
        "enter": "الدخول",
        "waits": "كلّ شيء في موعده",
        "out": "الخروج",
        "sign in": "الدخول إلى المكتب",
    },
    "en": {
        "topics": "Topics",
        "feeds": "Feeds",
        "leave": "Unsubscribe",
        "left": "Unsubscribed",
        "enter": "Sign in",
        "waits": "Everything is on time",
        "out": "Sign out",
        "sign in": "Sign in to the desk",
    },
}


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_from_the_front_page_to_the_desk_and_out(
    visit, street, width, language, request
):
    words = WORDS[language]
    token = f"{width}{language}"
    street.house.links[token] = FakeLink(language=language)
    street.house.sign_in_links[token] = Link(ADMIN, NOW + timedelta(minutes=15), None)
    seen = visit("/", width, language=language)
    page = seen.page
    page.context.clear_cookies(name="session")

    page.locator("main h2 a").first.click()
    page.locator(".kicker a").click()
    assert "/topics/عمران-ومناخ" in unquote(page.url)
    page.get_by_role("link", name=words["topics"]).first.click()
    heading(page, words["topics"])
    page.get_by_role("link", name=words["feeds"]).first.click()
    assert page.url.endswith("/feeds")
    assert page.locator("html").get_attribute("lang") == language

    page.goto(f"{street.url}/u/{token}")
    page.get_by_role("button", name=words["leave"]).click()
    heading(page, words["left"])

    page.goto(f"{street.url}/desk")
    heading(page, words["sign in"])
    page.goto(f"{street.url}/desk/sign-in/{token}")
    page.get_by_role("button", name=words["enter"]).click()
    heading(page, words["waits"])
    out = page.get_by_role("button", name=words["out"])
    out.scroll_into_view_if_needed()
    out.click()
    heading(page, words["sign in"])
    page.goto(f"{street.url}/desk")
    assert page.url.endswith("/desk/sign-in")
    assert seen.complaints == []


def test_a_reader_changes_language_and_light_without_a_script(visit):
    page = visit("/topics").page

    page.get_by_role("button", name="English").click()
    heading(page, "Topics")
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.get_by_role("button", name="Dark").click()

    assert page.url.endswith("/topics")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(17, 24, 23)"


def test_light_by_hand_holds_on_a_dark_machine(visit):
    page = visit("/topics", scheme="dark").page

    page.get_by_role("button", name="فاتحة").click()

    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(250, 251, 249)"


def test_search_is_a_form_that_the_keyboard_ends(visit):
    page = visit("/search").page

    page.get_by_role("searchbox").fill("الصندوق")
    page.keyboard.press("Enter")

    expect(page.locator("mark").first).to_have_text("الصندوق")


def test_the_first_stop_of_the_keyboard_leads_to_the_text(visit):
    page = visit("/").page

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"

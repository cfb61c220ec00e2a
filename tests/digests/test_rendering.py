"""The rules of mail clients (H1-H17), read from what is rendered."""

import re
from itertools import pairwise
from typing import Any

import pytest

from content.arabic import strip_bidi
from digests.compose import compose
from digests.material import Composition
from digests.slots import UNSUBSCRIBE
from tests.digests.pages import parsed
from tests.digests.samples import (
    BUSES,
    CORRECTION,
    MIXED,
    PUBLISHER,
    ROOFS,
    english,
    many,
    material,
)

ARABIC = "؀-ۿ"
DIRECTED = ("table", "td", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li")
EDITIONS = {
    "ar-1": material(ROOFS),
    "ar-3": material(*MIXED[:2], BUSES, corrections=(CORRECTION,)),
    "ar-60": many(60),
    "en-1": material(BUSES, language="en"),
    "en-3": material(english(1), ROOFS, english(2), language="en"),
    "en-60": many(60, language="en"),
    "en-ar": material(ROOFS, language="en", corrections=(CORRECTION,)),
}
COMPOSED = {name: compose(edition) for name, edition in EDITIONS.items()}


@pytest.fixture(params=sorted(COMPOSED))
def name(request):
    return request.param


@pytest.fixture
def made(name) -> Composition:
    return COMPOSED[name]


@pytest.fixture
def tree(made) -> Any:
    return parsed(made.html)


def test_every_cell_and_paragraph_says_its_direction(tree):
    for element in tree.iter(*DIRECTED):
        side = element.get("dir")
        style = element.get("style", "")
        align = re.search(r"text-align:(\w+);", style)
        assert side in ("rtl", "ltr")
        assert f"direction:{side};" in style
        assert align is not None
        assert align[1] in ("center", "right" if side == "rtl" else "left")


def test_cells_carry_their_alignment_as_an_attribute_too(tree):
    for cell in tree.iter("td"):
        style = cell.get("style", "")
        assert f"text-align:{cell.get('align')};" in style


def test_colour_and_ground_of_a_cell_stand_together(tree):
    for cell in tree.iter("td"):
        style = cell.get("style", "")
        if cell.get("bgcolor"):
            assert f"background-color:{cell.get('bgcolor')};" in style
            assert cell.get("class")


def test_an_edition_lies_on_the_side_of_its_language(name, tree):
    side = "rtl" if name.startswith("ar") else "ltr"

    body = tree.find("body")
    assert tree.get("lang") == name[:2]
    assert tree.get("dir") == body.get("dir") == body.find("div").get("dir") == side


def test_an_english_edition_compiles_to_left():
    page = COMPOSED["en-1"].html
    body = page[page.index("<body") :].replace("rights", "")

    assert "right" not in body
    assert not re.search(f"[{ARABIC}]", body.replace("عمّان", ""))


def test_nothing_is_used_that_clients_do_not_know(made):
    logical = r"(margin|padding|border|inset)-(inline|block)|text-align:\s*(start|end)"

    assert not re.search(logical, made.html)
    assert not re.search(r"<(bdi|link|img|script|form|iframe|svg|object)\b", made.html)
    assert not re.search(
        r"letter-spacing|justify|italic|text-transform|@font-face|var\(|flex|grid"
        r"|position:|float:|data:|url\(|\shidden[\s>]",
        made.html,
    )


def test_tables_only_place(tree):
    assert {table.get("role") for table in tree.iter("table")} == {"presentation"}


def test_latin_in_arabic_text_is_isolated(tree):
    for element in tree.iter("p", "h1", "h2", "h3", "li"):
        if element.get("dir") == "rtl":
            for part in element.xpath(".//text()[not(ancestor::span[@dir='ltr'])]"):
                assert not re.search("[A-Za-z]", part)


def test_links_hold_their_words_in_a_directed_span(tree):
    for link in tree.iter("a"):
        assert [child.tag for child in link] == ["span"]
        assert link[0].get("dir") in ("rtl", "ltr")
        assert re.match(r"https://", link.get("href", ""))
        assert link.text_content().strip()


def test_there_is_one_filled_button_at_most(name, tree):
    buttons = tree.find_class("btn")

    assert len(buttons) == (0 if name.endswith("1") or name == "en-ar" else 1)


def test_styles_are_small_and_nothing_depends_on_them(made, tree):
    styles = "".join(style.text or "" for style in tree.iter("style"))

    assert len(styles.encode()) < 16_384
    assert "prefers-color-scheme: dark" in styles
    assert "[data-ogsc]" in styles
    assert "@import" not in styles
    assert '<meta name="color-scheme" content="light dark">' in made.html


def test_nothing_is_inline_that_outlook_reads_wrong(tree):
    for element in tree.iter():
        assert "!important" not in (element.get("style") or "")


def test_conditional_comments_are_whole(made):
    assert made.html.count("<!--[if mso]>") == made.html.count("<![endif]-->") == 4


def test_no_control_character_is_in_a_mail(made):
    for part in (made.html, made.text, made.subject):
        left = re.sub("\x02(unsubscribe|address)\x03", "", part)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", left)


def test_a_mail_is_not_cut_by_gmail(made):
    assert len(made.html.encode()) <= 100_000


def test_the_preheader_hides_and_pads(tree):
    hidden = tree.xpath("//div[contains(@style, 'display:none')]")

    assert len(hidden) == 1
    assert hidden[0].text_content().strip()
    assert "mso-hide:all" in hidden[0].get("style")


def test_the_way_out_is_in_both_bodies(made, tree):
    leave = next(a for a in tree.iter("a") if "unsubscribe" in a.get("href", ""))

    assert leave.text_content() in ("إلغاء الاشتراك", "Unsubscribe")
    assert UNSUBSCRIBE in made.text.splitlines()


def test_the_publisher_and_the_notice_are_in_every_rendering(made):
    publisher = (PUBLISHER.name, PUBLISHER.name_latin)
    notices = (PUBLISHER.notice, PUBLISHER.notice_latin)

    for body in (re.sub("<[^>]+>", "", made.html), strip_bidi(made.text)):
        assert any(name in body for name in publisher)
        assert sum(body.count(notice) for notice in notices) == 1


def test_the_text_part_has_no_markup_and_no_wrapping(made):
    lines = made.text.splitlines()

    assert not re.search(r"<\w|&\w+;|\|\s", made.text)
    assert not any(a == b == "" for a, b in pairwise(lines))


def test_arabic_lines_of_the_text_part_begin_with_their_mark(made):
    for line in made.text.splitlines():
        if re.search(f"^[^A-Za-z]*[{ARABIC}]", strip_bidi(line)):
            assert line[0] == "\u200f"


def test_links_of_the_text_part_are_footnotes(made):
    notes = re.findall(r"^\[(\d+)\] (https://\S+)$", made.text, re.MULTILINE)
    used = set(re.findall(r"(?<!^)\[(\d+)\]", made.text, re.MULTILINE))

    assert [int(number) for number, _ in notes] == list(range(1, len(notes) + 1))
    assert used <= {number for number, _ in notes}
    assert all(url.isascii() for _, url in notes)


DARK = re.compile(r"\.(\w+) { (background-)?color: (#\w{6}) !important")


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(dark):
    page = COMPOSED["ar-3"].html
    colours = {(name, ground): c for name, ground, c in DARK.findall(page)}

    for text in parsed(page).xpath("//table//*[contains(@style, ';color:')]"):
        ground = next(e for e in text.iterancestors("td", "table") if e.get("bgcolor"))
        if text.get("bgcolor"):
            ground = text
        shown = re.findall(r";color:(#\w{6})", text.get("style"))[0]
        behind = ground.get("bgcolor")
        if dark:
            names = text.get("class").split()
            shown = next(colours[n, ""] for n in reversed(names) if (n, "") in colours)
            grounds = ground.get("class").split()
            behind = next(
                colours[n, "background-"]
                for n in grounds
                if (n, "background-") in colours
            )
        assert contrast(shown, behind) >= 4.5
        assert {shown.upper(), behind.upper()} != {"#000000", "#FFFFFF"}

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from lxml import etree

from content.arabic import first_strong, strip_bidi
from content.article import Article, Author, Block, Kind, Note, State
from content.attribution import credit_of
from content.html import body_html, withdrawn_html, withdrawn_title
from tests.content.publishers import PUBLISHER
from tests.support.articles import ID, seed, twin

URL = "https://mena.example"
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
BLOCKS = (Kind.PARAGRAPH, Kind.HEADING, Kind.QUOTE, Kind.ITEM, Kind.NUMBERED)
ENGLISH = Article(
    ID,
    (Block(Kind.PARAGRAPH, "The سوق is old.", "en", "ltr"),),
    language="en",
    direction="ltr",
)


class Texts(HTMLParser):
    """The text of each element that holds text of its own line, and its attributes."""

    LINES = frozenset(("p", "h2", "li"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in self.LINES:
            self.texts.append("")

    def handle_data(self, data):
        if self.texts and data.strip("\n"):
            self.texts[-1] += data


def texts(html: str) -> list[str]:
    return [strip_bidi(text) for text in Texts(html).texts]


def render(article: Article) -> str:
    return body_html(article, PUBLISHER, URL)


def test_the_twins_text_is_not_changed_by_one_letter():
    article = twin()

    lines = texts(render(article))

    assert lines[: len(article.blocks)] == [block.text for block in article.blocks]


def test_the_seeds_text_is_not_changed_by_one_letter():
    from content.plain_text import read

    raw = seed().read_bytes()
    result = read(raw, id=ID)

    lines = texts(render(result.article))  # type: ignore[union-attr]
    credit = lines.pop(-2)
    assert lines == raw.decode().split("\n")
    assert "مركز أبحاث مينا" in credit


def test_credit_and_notice_stand_there_once():
    article = replace(twin(), title="عنوان", published=AT, authors=(Author("ليلى"),))

    text = strip_bidi(re.sub("<[^>]*>", "", render(article)))

    assert text.count(credit_of(article, PUBLISHER)) == 1
    assert text.count(PUBLISHER.notice) == 1


def test_the_credit_links_to_the_article_and_the_publisher():
    html = body_html(replace(twin(), title="ظلّ"), PUBLISHER, URL + "/")

    links = [attributes["href"] for tag, attributes in Texts(html).tags if tag == "a"]

    assert links == [f"{URL}/a/{ID[:8]}/%D8%B8%D9%84", f"{URL}/"]


@pytest.mark.parametrize("article", [twin(), ENGLISH])
def test_every_block_says_its_direction(article):
    html = render(article)

    for tag, attributes in Texts(html).tags:
        if tag not in ("a", "strong"):
            assert attributes["dir"] in ("rtl", "ltr")
    assert html.startswith(f'<div lang="{article.language}" dir="{article.direction}">')


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_line_that_begins_in_latin_still_reads_from_the_right(kind):
    article = Article(ID, (Block(kind, "S-400 في المطبخ"),))

    html = render(article)

    assert all(first_strong(text) == "rtl" for text in Texts(html).texts)
    assert '<span dir="ltr">S-400</span>' in html
    assert first_strong(re.sub("<[^>]*>", "", html)) == "rtl"


@pytest.mark.parametrize(
    ("kinds", "shape"),
    [
        ([Kind.ITEM, Kind.ITEM], "<ul><li></li><li></li></ul>"),
        ([Kind.NUMBERED, Kind.ITEM], "<ol><li></li></ol><ul><li></li></ul>"),
        ([Kind.QUOTE, Kind.QUOTE], "<blockquote><p></p></blockquote>" * 2),
        ([Kind.HEADING, Kind.UNDECIDED], "<h2></h2><p></p>"),
    ],
)
def test_blocks_are_elements_and_lists_hold_their_items(kinds, shape):
    article = Article(ID, tuple(Block(kind, "نصّ") for kind in kinds))

    tags = re.sub(
        r"<(/?)(\w+)[^>]*>|[^<]", lambda m: m[2] and f"<{m[1]}{m[2]}>", render(article)
    )

    assert tags.startswith("<div>" + shape + "<p>")


def test_a_quotation_in_english_says_so():
    quote = Block(Kind.QUOTE, "A roof is a street.", "en", "ltr")

    html = render(Article(ID, (Block(Kind.PARAGRAPH, "قالت:"), quote)))

    assert (
        '<blockquote dir="ltr" lang="en"><p dir="ltr">A roof is a street.</p>' in html
    )


def test_an_english_article_is_left_to_right():
    html = render(ENGLISH)

    assert html.startswith('<div lang="en" dir="ltr">')
    assert 'The <span dir="rtl" lang="ar">سوق</span> is old.' in html
    assert PUBLISHER.notice_latin in html


def test_beside_a_persian_article_we_speak_english():
    html = render(Article(ID, (Block(Kind.PARAGRAPH, "متن", "fa"),), language="fa"))

    assert '<p dir="ltr" lang="en"><a href=' in html


def test_markup_in_a_text_stays_text():
    article = Article(ID, (Block(Kind.PARAGRAPH, "<script>alert('1')</script> & نصّ"),))

    html = render(article)

    assert "<script" not in html
    assert texts(html)[0] == "<script>alert('1')</script> & نصّ"
    etree.fromstring(html)


def test_what_changed_stands_first_with_its_day():
    notes = (
        Note("withheld", AT, "نراجع رقمًا."),
        Note("restored", AT, "راجعنا الرقم."),
        Note("correction", AT, "المساحة 210 أمتار."),
    )

    lines = texts(render(replace(twin(), notes=notes)))

    assert lines[:2] == [
        "أُعيد نشر هذا المقال (22 نوفمبر 2026): راجعنا الرقم.",
        "تصحيح (22 نوفمبر 2026): المساحة 210 أمتار.",
    ]


@pytest.mark.parametrize(
    ("state", "kind", "language", "title"),
    [
        (State.WITHHELD, "withheld", "ar", "حُجب هذا المقال مؤقّتًا"),
        (State.CANCELED, "killed", "ar", "سُحب هذا المقال"),
        (State.WITHHELD, "withheld", "en", "This article is withheld"),
        (State.CANCELED, "killed", "en", "This article was withdrawn"),
    ],
)
def test_a_withdrawn_article_keeps_no_word_of_its_own(state, kind, language, title):
    before = replace(twin(), language=language)
    article = replace(
        before, state=state, notes=(Note(kind, AT, "1"), Note("correction", AT, "2"))
    )

    html = render(article)

    assert html == withdrawn_html(article, PUBLISHER, URL)
    assert withdrawn_title(article) == title
    assert texts(html)[0].startswith(f"{title} (22 ")
    assert texts(html)[1] == "1"
    assert not [block for block in article.blocks if block.text in html]
    assert strip_bidi(html).count(PUBLISHER.notice_in(language)) == 1


def test_a_withdrawal_without_a_note_says_no_day():
    html = render(replace(twin(), state=State.CANCELED))

    assert texts(html)[0] == "سُحب هذا المقال."

"""Links and stress in the markup of every channel, not one letter changed."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given

from content.arabic import strip_bidi
from content.article import Article, Block, Kind, Picture, Span
from content.html import body_html
from content.inline import Style, inline_html
from digests import rendering
from digests.views import Side
from tests.content.publishers import PUBLISHER
from tests.content.strategies import blocks
from tests.content.strategies import texts as blocks_of_text
from tests.support.articles import ID
from web import prose

SITE = "https://a.example/"
PICTURE = Picture("ab" * 32, "jpg", 800, 600, alt='سطح "أخضر"', credit="تصوير: ليلى")


class Balanced(HTMLParser):
    """Fails where an element ends that is not the one that began last."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def spoken(markup: str) -> str:
    return strip_bidi(unescape(re.sub("<[^>]*>", "", markup)))


def block(text: str, *spans: Span, direction: str = "rtl") -> Block:
    return Block(Kind.PARAGRAPH, text, "ar", direction, spans)  # type: ignore[arg-type]


@given(blocks)
def test_no_channel_changes_a_letter_or_leaves_an_element_open(made):
    in_mail = rendering._inline(made, "color:#0D5C56;", "acc")

    for markup in (inline_html(made), prose.line(made), in_mail):
        Balanced(markup)
        assert spoken(markup) == strip_bidi(made.text)


@given(blocks)
def test_every_link_leads_to_where_it_led(made):
    found = [a["href"] for tag, a in Balanced(inline_html(made)).tags if tag == "a"]

    wanted = [span.url for span in made.spans if span.kind == "link"]
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(wanted))


@given(blocks_of_text)
def test_a_line_without_spans_is_as_it_always_was(made):
    assert prose.line(made) == prose.prose(made.text, made.direction)
    assert rendering._inline(made, "", "") == rendering._words(
        made.text, Side(made.language, made.direction)
    )


@pytest.mark.parametrize(
    ("made", "markup"),
    [
        (
            block("منظومة S-400 هنا", Span(0, 12, "strong")),
            '<strong>منظومة <span dir="ltr">S-400</span></strong> هنا',
        ),
        # A run is never cut: its pieces would be read in the wrong order.
        (
            block("منظومة S-400 هنا", Span(0, 8, "strong")),
            '<strong>منظومة </strong><span dir="ltr"><strong>S</strong>-400</span> هنا',
        ),
        (
            block("S-400", Span(0, 5, "link", SITE)),
            f'<a href="{SITE}"><span dir="ltr">S-400</span></a>',
        ),
        (block("كلمة", Span(0, 4, "emphasis")), "<b>كلمة</b>"),
        (block("word", Span(0, 4, "emphasis"), direction="ltr"), "<em>word</em>"),
        (
            block("<b>", Span(0, 3, "link", 'https://a.example/?a="&b')),
            '<a href="https://a.example/?a=&#34;&amp;b">&lt;<span dir="ltr">b</span>&gt;</a>',
        ),
        (
            block("كلمة", Span(0, 4, "link", SITE), Span(0, 4, "strong")),
            f'<a href="{SITE}"><strong>كلمة</strong></a>',
        ),
    ],
)
def test_spans_and_runs_stand_within_each_other(made, markup):
    result = str(inline_html(made))

    assert result == markup


def test_a_channel_writes_links_in_its_own_way():
    style = Style(link='<a class="x" href="{url}"><i dir="{dir}">', link_end="</i></a>")

    made = inline_html(block("نصّ", Span(0, 3, "link", SITE)), style)

    assert made == f'<a class="x" href="{SITE}"><i dir="rtl">نصّ</i></a>'


def test_a_picture_is_a_figure_with_a_whole_address():
    image = Block(Kind.IMAGE, "حديقة", spans=(Span(0, 5, "strong"),), picture=PICTURE)

    markup = body_html(Article(ID, (image,)), PUBLISHER, "https://mena.example/")

    assert (
        f'<figure dir="rtl"><img src="https://mena.example/media/{"ab" * 32}.jpg"'
        ' alt="سطح &#34;أخضر&#34;" width="800" height="600">'
        '<figcaption dir="rtl"><p dir="rtl"><strong>حديقة</strong></p>'
        '<p dir="rtl">تصوير: ليلى</p></figcaption></figure>'
    ) in markup


def test_a_picture_without_words_has_no_caption():
    picture = Picture("ab" * 32, "png", 8, 6)

    markup = body_html(
        Article(ID, (Block(Kind.IMAGE, "", picture=picture),)), PUBLISHER, SITE
    )

    assert "<figcaption" not in markup
    assert ' alt=""' in markup

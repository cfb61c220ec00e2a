"""Pages become articles: their text whole, and nothing of them that could act."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Author, Kind
from content.html import body_html
from content.html_reader import read
from content.importing import Imported, Refused
from tests.content.publishers import PUBLISHER
from tests.content.test_inline import Balanced
from tests.support import pictures
from tests.support.articles import ID

PAGE = Path(__file__).parent / "html" / "article.html"


def imported(markup: str | bytes, **options: object) -> Imported:
    raw = markup if isinstance(markup, bytes) else markup.encode()
    result = read(raw, id=ID, **options)  # type: ignore[arg-type]
    assert isinstance(result, Imported), result
    return result


def beside(name: str) -> bytes | None:
    return pictures.png() if name == "roof.png" else None


def texts(markup: str) -> list[str]:
    return [block.text for block in imported(markup).article.blocks]


def test_a_page_becomes_the_article_that_a_reader_sees():
    result = imported(PAGE.read_bytes(), beside=beside)

    article = result.article
    assert article.title == "أسطح باردة في مدن حارّة"
    assert article.authors == (Author("ليلى حدّاد"),)
    assert article.published == datetime(2024, 5, 1, 7, tzinfo=UTC)
    assert (article.language, article.direction) == ("ar", "rtl")
    assert [(block.kind, block.text) for block in article.blocks] == [
        (Kind.PARAGRAPH, "قاست دراسة Cool Roofs حرارة الأسطح[1]، ومساحة كلّ سطح 40 م²."),
        (Kind.HEADING, "كيف قيست الحرارة؟"),
        (
            Kind.PARAGRAPH,
            "وُضعت المقاييس قبل الفجر، وكُتبت الأرقام في جدول. وقُرئت مرّتين.",
        ),
        (Kind.PARAGRAPH, "ثمّ حُسب المتوسّط."),
        (Kind.ITEM, "سطح مكشوف"),
        (Kind.ITEM, "سطح مزروع"),
        (Kind.NUMBERED, "يُغسل السطح"),
        (Kind.NUMBERED, "يُطلى"),
        (Kind.QUOTE, "A roof is a street."),
        (Kind.IMAGE, "سطح في عمّان"),
        (Kind.PARAGRAPH, "السطح | الحرارة"),
        (Kind.PARAGRAPH, "مزروع | 31"),
        (Kind.PARAGRAPH, "نصّ أخير."),
    ]


def test_links_and_stress_are_where_they_were():
    blocks = imported(PAGE.read_bytes(), beside=beside).article.blocks

    spans = [
        (span.kind, block.text[span.start : span.end], span.url)
        for block in blocks
        for span in block.spans
    ]
    assert spans == [
        ("link", "دراسة Cool Roofs", "https://a.example/study"),
        ("strong", "Cool Roofs", None),
        ("emphasis", "قبل الفجر", None),
        ("link", "جدول", "https://old.example/2024/05/cool-roofs/tables.html"),
        ("strong", "عمّان", None),
    ]


def test_a_picture_beside_the_page_comes_with_it_and_one_elsewhere_stays_there():
    result = imported(PAGE.read_bytes(), beside=beside)

    (picture,) = [b.picture for b in result.article.blocks if b.picture]
    (image,) = result.images
    assert (picture.sha256, picture.alt) == (image.sha256, "سطح أبيض")
    assert pictures.SECRET not in image.data
    told = {decision.decision for decision in result.report}
    assert {"dropped", "footnote", "table", "picture", "outside"} <= told


def test_what_was_dropped_is_told_with_its_line():
    result = imported(PAGE.read_bytes(), beside=beside)

    dropped = [d for d in result.report if d.decision == "dropped"]
    assert [(d.line, d.message.split()[0]) for d in dropped] == [
        (10, "<style>"),
        (13, "<nav>"),
        (25, "<script>"),
    ]


def test_a_picture_may_stand_in_the_page_itself():
    data = base64.b64encode(pictures.jpeg()).decode()

    result = imported(f"<p>نصّ</p><img src='data:image/svg+xml;base64,{data}' alt='ظلّ'>")

    assert [block.kind for block in result.article.blocks] == [
        Kind.PARAGRAPH,
        Kind.IMAGE,
    ]
    assert result.images[0].suffix == "jpg"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>أ<div>ب</div>ج", ["أ", "ب", "ج"]),
        ("<b>أ<p>ب</b>ج</p>", ["أ", "بج"]),
        ("<p>أ &amp; &lt;b&gt; ب&nbsp;ج</p>", ["أ & <b> ب ج"]),
        ("<p>H<sub>2</sub>O, x<sup>n</sup></p>", ["H₂O, xⁿ"]),
        ("<p>نصّ<a href='#f'>[12]</a> <a href='#r'>↩</a></p>", ["نصّ[12]"]),
        ("<ul><li>أ<ul><li>ب</li></ul></li></ul>", ["أ", "ب"]),
        ("<h2>أ</h2><pre>ب\nج</pre>", ["أ", "ب ج"]),
        ("نصّ بلا وسوم", ["نصّ بلا وسوم"]),
    ],
)
def test_the_text_of_bent_markup_is_kept(markup, expected):
    assert texts(markup) == expected


ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p onclick=alert(1) onmouseover='alert(1)'>نصّ</p>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>نصّ</a>",
    "<a href=' &#106;ava&#x09;script:alert(1)'>نصّ</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>نصّ</a>",
    "<a href='vbscript:x'>نصّ</a>",
    "<p style='background:url(javascript:alert(1))'>نصّ</p><style>@import 'x'</style>",
    "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:x'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table>",
    "<base href='https://evil.example/'><a href='x'>نصّ</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<iframe src='https://evil.example/'></iframe><object data=x></object><embed src=x>",
    "<form action='https://evil.example/'><input name=x><button>نصّ</button></form>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<b><i><p>نصّ</b></i><table><a href='javascript:x'><tr><td>x</table></a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<template><img src=x onerror=alert(1)></template>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    '<p>"><img src=x onerror=alert(1)></p>',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_acts_comes_through(attack):
    result = imported(f"<p>قبل</p>{attack}<p>بعد</p>")

    markup = body_html(result.article, PUBLISHER, "https://mena.example").lower()
    tags = markup.replace("&lt;", "")
    for word in ("<script", "<img", "<svg", "<style", "<iframe", "<form", "<base"):
        assert word not in tags
    for word in ("javascript:", "vbscript:", "data:", "evil.example"):
        assert f'href="{word}' not in markup
    for _, attributes in Balanced(markup).tags:
        assert set(attributes) <= {"href", "dir", "lang"}
    assert texts(f"<p>قبل</p>{attack}<p>بعد</p>")[0].startswith("قبل")


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 5_000, ("</i>" + "<b>") * 5_000, "<p>" * 250_000, "&" * 200_000],
)
def test_what_only_a_program_writes_is_refused(markup):
    result = read(markup.encode(), id=ID)

    assert isinstance(result, Refused)
    assert result.code == "too_deep"


def test_an_old_page_says_in_which_letters_it_is_written():
    page = "<html><head><meta charset=windows-1256></head><p>hello <b>نصّ</b></p>"

    assert imported(page.encode("cp1256")).article.blocks[0].text == "hello نصّ"


def test_a_page_that_names_the_wrong_language_is_believed_by_its_letters():
    result = imported("<html lang=en-US><p>نصّ عربيّ طويل.</p></html>")

    assert (result.article.language, result.article.direction) == ("ar", "rtl")
    assert "language" in {decision.decision for decision in result.report}


@pytest.mark.parametrize(
    "markup", ["<html></html>", "<script>x</script>", "<nav>x</nav>"]
)
def test_a_page_without_text_is_no_article(markup):
    result = read(markup.encode(), id=ID)

    assert isinstance(result, Refused)
    assert result.code == "empty"


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall(raw):
    assert isinstance(read(b"<html>" + raw, id=ID), Imported | Refused)


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<i>",
                "<a_href='#1'>",
                "<a_href='https://a.example'>",
                "</a>",
                "<br>",
                "<ul>",
                "<ol>",
                "<li>",
                "</ul>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<sup>",
                "</sup>",
                "1",
                "نصّ",
                "↩",
                "\n",
                "<h1>",
                "</h1>",
                "<figure>",
                "<img_src=roof.png>",
                "<figcaption>",
                "</figure>",
                "<blockquote>",
                "<main>",
                "</main>",
                "&",
                "<",
                ">",
                "\u202e",
            ]
        ),
        max_size=40,
    )
)
def test_no_markup_makes_it_fall(parts):
    markup = "".join(parts).replace("_", " ")

    result = read(f"<html>{markup}".encode(), id=ID, beside=beside)

    if isinstance(result, Imported):
        shown = {b.picture.sha256 for b in result.article.blocks if b.picture}
        assert shown == {image.sha256 for image in result.images}

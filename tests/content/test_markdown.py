from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content.article import Article, Block, Kind, Picture, Span, State
from content.importing import Imported, Refused
from content.markdown import read, write
from tests.content.strategies import articles
from tests.support.articles import ID, twin

RIGHTS = "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."


def imported(text: str, **options: object) -> Imported:
    result = read(text.encode(), id=ID, **options)  # type: ignore[arg-type]
    assert isinstance(result, Imported), result
    return result


def refused(text: str) -> Refused:
    result = read(text.encode(), id=ID)
    assert isinstance(result, Refused)
    return result


def blocks(text: str) -> list[tuple[Kind, str]]:
    return [(block.kind, block.text) for block in imported(text).article.blocks]


def lines(*texts: str) -> Article:
    return Article(ID, tuple(Block(Kind.PARAGRAPH, text) for text in texts), title="ع")


# A whole article takes a busy machine some time to draw.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles)
@example(lines("# ا", "- ا", "1. ا", "1) ا", "> ا", "***", "---", "===", "~~~", "```"))
@example(
    lines("&amp; ا", "<b>ا</b>", "[ا](b)", "![ا](b)", "a_b_c ا", "\\", "\\*ا", "ا #")
)
@example(lines("[a]: http://b.org ا", "http://a.org ا", "<!-- undecided -->"))
def test_what_is_written_is_read_again(article):
    """The promise that `nashra correct` stands on."""
    result = read(write(article).encode(), id=article.id)

    assert isinstance(result, Imported), result
    assert result.article == article


def test_links_stress_and_pictures_read_as_people_write_them():
    spans = (Span(0, 3, "link", "https://a.org/b"), Span(4, 8, "strong"))
    picture = Picture("ab" * 32, "jpg", 800, 600, "سطح", "ليلى")
    article = Article(
        ID,
        (
            Block(Kind.PARAGRAPH, "نصّ قويّ", spans=spans),
            Block(Kind.IMAGE, "حديقة", picture=picture),
        ),
    )

    body = write(article).split("---\n")[-1]

    assert body == (
        "\n[نصّ](https://a.org/b) **قويّ**\n"
        f'\n![سطح](/media/{"ab" * 32}.jpg#800x600 "ليلى")\nحديقة\n'
    )


def test_a_link_after_an_exclamation_mark_does_not_become_a_picture():
    link = Span(1, 2, "link", "https://a.example/")
    article = Article(ID, (Block(Kind.PARAGRAPH, "!ab", spans=(link,)),))

    result = read(write(article).encode(), id=article.id)

    assert isinstance(result, Imported)
    assert result.article.blocks == article.blocks


def test_stress_within_a_word_is_written_as_an_element():
    block = Block(Kind.PARAGRAPH, "«نصّ»ات", spans=(Span(0, 5, "strong"),))

    assert "\n<strong>«نصّ»</strong>ات\n" in write(Article(ID, (block,)))


def test_a_picture_after_the_rights_line_is_not_lost():
    picture = f"![](/media/{'ab' * 32}.jpg#8x6)"

    kinds = [kind for kind, _ in blocks(f"نصّ\n\n{RIGHTS}\n\n{picture}")]

    assert kinds == [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.IMAGE]


def test_the_twin_is_a_file_that_people_can_read():
    text = write(replace(twin(), title="القهوة والشاي: جاران"))

    assert "\ntitle: 'القهوة والشاي: جاران'\n" in text
    assert "\n\n## حكاية طويلة في فنجان\n\n" in text
    assert "\\" not in text
    assert "<!--" not in text


def test_lists_stand_together():
    article = Article(
        ID,
        (
            Block(Kind.ITEM, "أوّل"),
            Block(Kind.ITEM, "ثانٍ"),
            Block(Kind.NUMBERED, "ثالث"),
            Block(Kind.NUMBERED, "رابع"),
            Block(Kind.UNDECIDED, "خامس"),
        ),
    )

    body = write(article).split("---\n")[-1]

    assert body == (
        "\n- أوّل\n- ثانٍ\n\n1. ثالث\n2. رابع\n\n\n<!-- undecided -->\nخامس\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سطر\nوسطر  \nوآخر", [(Kind.PARAGRAPH, "سطر وسطر وآخر")]),
        ("    نصّ بعد فراغ", [(Kind.PARAGRAPH, "نصّ بعد فراغ")]),
        ("* أ\n  * ب", [(Kind.ITEM, "أ"), (Kind.ITEM, "ب")]),
        ("> أ\n>\n> ب", [(Kind.QUOTE, "أ"), (Kind.QUOTE, "ب")]),
        ("3) أ", [(Kind.NUMBERED, "أ")]),
        ("نصّ\n\n### فرعيّ", [(Kind.PARAGRAPH, "نصّ"), (Kind.HEADING, "فرعيّ")]),
        ("نصّ **قويّ** و`رمز`", [(Kind.PARAGRAPH, "نصّ قويّ ورمز")]),
        ("[نصّ](https://a.org)", [(Kind.PARAGRAPH, "نصّ")]),
        ("<https://a.org>", [(Kind.PARAGRAPH, "https://a.org")]),
        ("أ\n\n---\n\nب\n\n&nbsp;", [(Kind.PARAGRAPH, "أ"), (Kind.PARAGRAPH, "ب")]),
        ("&#x202E;نصّ", [(Kind.PARAGRAPH, "نصّ")]),
        ("<!-- undecided -->\nأ", [(Kind.UNDECIDED, "أ")]),
        ("<!-- undecided -->\n## أ\n\nب", [(Kind.HEADING, "أ"), (Kind.PARAGRAPH, "ب")]),
        ("[a]: https://a.org", [(Kind.PARAGRAPH, "[a]: https://a.org")]),
    ],
)
def test_the_markdown_that_editors_write(text, expected):
    assert blocks(text) == expected


def test_what_is_left_out_is_told():
    result = imported("أ `ب` [د](javascript:x)\n\n---\n\nج")

    told = [(d.line, d.decision) for d in result.report]

    assert told == [(1, "emphasis"), (1, "link"), (3, "rule"), (1, "title")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("نصّ\n\n```\ncode\n```", 3),
        ("نصّ\n\n<div>x</div>", 3),
        ("نصّ <b>x</b>", 1),
        ("---\ntitle: x\n---\nنصّ\n\n![](a.png)", 6),
        ("<!-- a remark -->\nنصّ", 1),
    ],
)
def test_what_an_article_cannot_hold_is_refused_with_its_line(text, line):
    result = refused(text)

    assert (result.code, result.line) == ("unsupported", line)
    assert result.message.startswith(f"Line {line} holds ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("---\ntitle: x\n---\n", "empty"),
        ("# عنوان", "empty"),
        ("---\ntitle: [x\n---\nنصّ", "bad_front_matter"),
        ("---\ncolour: x\n---\nنصّ", "bad_field"),
        (f"{RIGHTS}\n\n" + "نصّ طويل. " * 30, "two_articles"),
        ("\x00", "binary"),
    ],
)
def test_wrong_files_are_refused(text, code):
    assert refused(text).code == code


def test_a_first_heading_of_the_first_level_is_the_title():
    article = imported("# عنوان\n\nنصّ\n\n# ثانٍ\n\nنصّ").article

    assert (article.title, article.state) == ("عنوان", State.DRAFT)
    assert [b.kind for b in article.blocks] == [
        Kind.PARAGRAPH,
        Kind.HEADING,
        Kind.PARAGRAPH,
    ]


@pytest.mark.parametrize(("given_title", "headings"), [("عُنوان", 0), ("آخر", 1)])
def test_a_given_title_wins_over_the_first_heading(given_title, headings):
    article = imported("# عنوان\n\nنصّ", title=given_title).article

    assert article.title == given_title
    assert article.count(Kind.HEADING) == headings


def test_the_rights_line_at_the_end_becomes_a_field():
    article = imported(f"نصّ\n\n{RIGHTS}\n\nالمصدر: ع").article

    assert (article.notice, article.holder) == (RIGHTS, "مركز أبحاث مينا")
    assert article.tail == ("المصدر: ع",)
    assert len(article.blocks) == 1


def test_a_named_notice_leaves_the_text_alone():
    article = imported(f"---\nnotice: null\n---\nنصّ\n\n{RIGHTS}").article

    assert article.notice is None
    assert len(article.blocks) == 2


def test_a_state_that_somebody_decided_is_kept():
    article = replace(twin(), title="عنوان", state=State.USABLE, version=2)

    assert imported(write(article)).article == article


def test_an_editor_who_adds_what_was_missing_has_a_draft():
    text = write(twin()).replace("title: null", "title: القهوة والشاي")

    assert imported(text).article.state is State.DRAFT


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fall(raw):
    assert isinstance(read(raw, id=ID), Imported | Refused)


@given(st.text(st.sampled_from("اa#>-*1.`<!>[]()&\\\n _"), max_size=80))
def test_nothing_that_is_typed_makes_it_fall(text):
    assert isinstance(read(text.encode(), id=ID), Imported | Refused)

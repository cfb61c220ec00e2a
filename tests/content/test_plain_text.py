from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.arabic import strip_bidi
from content.article import Article, Kind, State
from content.chunks import chunks
from content.decoding import Text, decode, normal_line
from content.importing import Imported, Refused
from content.outline import Outline, outline
from content.plain_text import read
from tests.content.mutations import DOUBTFUL, OTHER, REFUSED, SAME
from tests.support.articles import FOLDER, ID, TWIN, outline_of, seed, twin

TEXT = TWIN.read_text(encoding="utf-8")
LONG = "جملة طويلة تصلح فقرةً كاملة في مقال عن الظلّ والماء. " * 4


def imported(raw: bytes, **options: object) -> Imported:
    result = read(raw, id=ID, **options)  # type: ignore[arg-type]
    assert isinstance(result, Imported), result
    return result


def refused(raw: bytes) -> Refused:
    result = read(raw, id=ID)
    assert isinstance(result, Refused)
    return result


def kinds(*lines: str, **options: object) -> list[Kind]:
    article = imported("\n".join(lines).encode(), **options).article
    return [block.kind for block in article.blocks]


def found(result: Imported) -> dict[str, object]:
    """The article in the words of the files of expectations."""
    article = result.article
    return {
        "state": article.state,
        "title": article.title,
        "language": article.language,
        "direction": article.direction,
        "kinds": [block.kind for block in article.blocks],
        "notice": article.notice,
        "holder": article.holder,
        "tail": list(article.tail),
        "doubts": [[d.line, d.decision] for d in result.doubts],
    }


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda p: p.stem)
def test_the_corpus_is_read_as_expected(path: Path):
    assert found(imported(path.read_bytes())) == outline_of(path)


def test_the_twin_has_the_seeds_shape():
    article = twin()

    assert len(TEXT.split("\n")) == 15
    assert not TEXT.endswith("\n")
    assert (article.count(Kind.HEADING), article.count(Kind.PARAGRAPH)) == (5, 9)
    assert [block.text for block in article.blocks] == TEXT.split("\n")[:-1]
    assert min(len(b.text) for b in article.blocks if b.kind is Kind.PARAGRAPH) >= 194
    assert max(len(b.text) for b in article.blocks if b.kind is Kind.HEADING) <= 53
    for token in ("اً", "ًا", "S-400،", "Su-35”", "\u0651"):
        assert token in TEXT


def test_the_seed_is_read_whole_and_asks_for_its_title():
    """R1."""
    path = seed()
    result = imported(path.read_bytes())
    lines = path.read_text(encoding="utf-8").split("\n")
    article = result.article

    assert found(result) == outline_of(TWIN) | {"notice": lines[-1]}
    assert article.lead == lines[0]
    assert [block.text for block in article.blocks] == lines[:-1]
    assert len(result.suggestions) == 3
    assert [d.line for d in result.report if d.decision == "heading"] == [
        2,
        5,
        8,
        10,
        13,
    ]


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("source", ["twin", "seed"])
def test_the_same_text_in_another_file_is_the_same_article(name, source):
    """R3."""
    path = TWIN if source == "twin" else seed()
    text = path.read_text(encoding="utf-8")

    result = imported(SAME[name].change(text))

    assert result.article == imported(text.encode()).article


@pytest.mark.parametrize("name", OTHER)
@pytest.mark.parametrize("source", ["twin", "seed"])
def test_a_changed_text_is_read_with_its_change(name, source):
    path = TWIN if source == "twin" else seed()
    text = path.read_text(encoding="utf-8")
    mutation = OTHER[name]

    result = imported(mutation.change(text))

    assert _as(result.article) == _as(imported(text.encode()).article) | _expected(
        mutation.expected, result.article
    )


def _as(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "authors": tuple(author.name for author in article.authors),
        "kinds": tuple(block.kind for block in article.blocks),
        "notice": article.notice,
        "holder": article.holder,
        "tail": article.tail,
    }


def _expected(changes: Mapping[str, object], article: Article) -> dict[str, object]:
    expected = dict(changes)
    if expected.pop("numbered", False):
        headings = [b.text for b in article.blocks if b.kind is Kind.HEADING]
        assert all(text[0].isdigit() for text in headings)
    if added := expected.pop("added", ()):
        before = list(_as(twin())["kinds"])  # type: ignore[call-overload]
        for index, kind in added:  # type: ignore[attr-defined]
            before.insert(index, kind)
        expected["kinds"] = tuple(before)
    return expected


@pytest.mark.parametrize("name", DOUBTFUL)
def test_headings_that_end_like_sentences_are_asked_about(name):
    """R4."""
    result = imported(DOUBTFUL[name].change(TEXT), title="عنوان")

    assert result.article.count(Kind.UNDECIDED) == 5
    assert result.article.state is State.NEEDS_DECISION
    assert [d.line for d in result.doubts] == [2, 5, 8, 10, 13]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_one_article_is_refused(name):
    mutation = REFUSED[name]

    result = refused(mutation.change(TEXT))

    assert result.code == mutation.expected["code"]
    assert result.line
    assert result.message


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["نصّ قصير"], [Kind.PARAGRAPH]),
        (["سطر", "وسطر"], [Kind.UNDECIDED, Kind.UNDECIDED]),
        ([LONG, "عنوان", LONG], [Kind.PARAGRAPH, Kind.HEADING, Kind.PARAGRAPH]),
        ([LONG, "عنوان", "فرعيّ", LONG], "puup"),
        ([LONG, "قال:", "- أوّل", "- ثانٍ"], "ppii"),
        ([LONG, "1. أوّل", "2. ثانٍ", LONG], "pnnp"),
        ([LONG, "١. أوّل", LONG, "٢. ثانٍ", LONG], "phphp"),
        ([LONG, "1. أوّل ينتهي كجملة.", LONG], "pnp"),
        ([LONG, "ترجمة: عمر", LONG], "pup"),
        ([LONG, "خاتمة"], "pu"),
        ([LONG, "عنوان", "قصير ثمّ قصير."], "pup"),
        ([LONG, "هل هذا عنوان؟ ربّما", LONG], "ppp"),
        ([LONG, "«هل هذا عنوان؟»", LONG], "php"),
        (["مقدّمة قصيرة من سطر واحد فيها فاصلة،", LONG], "pp"),
    ],
)
def test_a_line_is_what_stands_around_it(lines, expected):
    letters = {
        "p": Kind.PARAGRAPH,
        "h": Kind.HEADING,
        "u": Kind.UNDECIDED,
        "i": Kind.ITEM,
        "n": Kind.NUMBERED,
    }
    wanted = [letters[c] for c in expected] if isinstance(expected, str) else expected

    assert kinds(*lines) == wanted


def test_broken_lines_below_a_title_are_not_one_paragraph():
    lines = ["سطر مقطوع من نصّ طويل لا ينتهي هنا"] * 40

    result = refused("\n".join(["عنوان", "", *lines]).encode())

    assert (result.code, result.line) == ("ambiguous_lines", 3)


def test_a_title_is_short_first_and_above_a_longer_text():
    article = imported(f"عنوان\n{LONG}".encode()).article

    assert (article.title, article.state) == ("عنوان", State.DRAFT)


def test_a_given_title_wins_and_the_texts_own_stays():
    result = imported(f"عنوان\n{LONG}".encode(), title=" آخر ")

    assert (result.article.title, result.article.state) == ("آخر", State.DRAFT)
    assert result.article.count(Kind.HEADING) == 1
    assert result.suggestions == ()
    assert [d.decision for d in result.doubts] == ["heading"]


def test_a_given_title_that_the_text_repeats_is_not_said_twice():
    article = imported(f"عُنوان\n{LONG}".encode(), title="عنوان").article

    assert (article.title, len(article.blocks)) == ("عنوان", 1)


def test_a_title_of_the_fields_is_known():
    raw = f"---\ntitle: عنوان\nlang: ar\n---\n\n{LONG}\nفقرة أخرى.\n".encode()

    assert imported(raw).article.title == "عنوان"
    assert imported(raw, title="آخر").article.title == "آخر"


@pytest.mark.parametrize(
    ("lines", "title", "authors"),
    [
        (["بقلم ليلى حدّاد", LONG], None, ["ليلى حدّاد"]),
        (["By: Layla H. and Samir N.", LONG], None, ["Layla H.", "Samir N"]),
        (["عنوان", "By Layla Haddad & Omar", LONG], "عنوان", ["Layla Haddad", "Omar"]),
        (["عنوان", "إعداد: ليلى، سامر", LONG], "عنوان", ["ليلى", "سامر"]),
        (["إعداد القهوة في البيت", LONG], "إعداد القهوة في البيت", []),
        (["By the river", LONG], "By the river", []),
        (["By Layla Haddad", LONG], None, []),
        (["بقلم", LONG], "بقلم", []),
    ],
)
def test_a_byline_names_the_authors_and_a_title_does_not(lines, title, authors):
    article = imported("\n".join(lines).encode()).article

    assert article.title == title
    assert [author.name for author in article.authors] == authors


def test_a_byline_that_the_fields_contradict_is_a_doubt():
    raw = f"---\ntitle: ع\nauthors: [ليلى]\n---\nبقلم: سامر\n{LONG}"

    result = imported(raw.encode())

    assert [author.name for author in result.article.authors] == ["ليلى"]
    assert [(d.line, d.decision) for d in result.doubts] == [(5, "byline")]


def test_a_notice_of_the_fields_wins_and_the_texts_own_is_kept():
    raw = f"---\nnotice: © 2026 ن\n---\n{LONG}\n{LONG}\nجميع الحقوق محفوظة لصالح س\nالمصدر: ع"

    article = imported(raw.encode()).article

    assert article.notice == "© 2026 ن"
    assert article.tail == ("جميع الحقوق محفوظة لصالح س", "المصدر: ع")


def test_a_line_that_may_be_about_rights_is_a_doubt():
    result = imported(f"{LONG}\n{LONG}\nيُمنع نشر هذا النصّ بلا إذن".encode())

    assert result.article.notice == "يُمنع نشر هذا النصّ بلا إذن"
    assert [d.decision for d in result.doubts] == ["notice", "title"]


def test_times_are_kept_in_utc_and_whole_seconds():
    given_time = datetime(2026, 11, 22, 9, 0, 0, 5, timezone(timedelta(hours=2)))

    article = imported(TEXT.encode(), published=given_time).article

    assert article.published == datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert article.published.utcoffset() == timedelta(0)


def test_an_english_text_is_english_whatever_the_house_speaks():
    article = imported(b"A first paragraph about the old market.").article

    assert (article.language, article.direction) == ("en", "ltr")
    assert article.blocks[0].language == "en"


def test_an_arabic_text_in_an_english_house_is_arabic():
    article = imported(LONG.encode(), language="en").article

    assert (article.language, article.direction) == ("ar", "rtl")


def test_a_paragraph_in_the_other_language_says_so():
    article = imported(
        f"{LONG}\nA roof is the only street nobody drives on, she wrote.".encode()
    ).article

    assert [(b.language, b.direction) for b in article.blocks] == [
        ("ar", "rtl"),
        ("en", "ltr"),
    ]


def test_the_language_of_the_fields_is_believed():
    article = imported("---\nlang: fa\ndirection: ltr\n---\nمتن".encode()).article

    assert (article.language, article.direction) == ("fa", "ltr")


def test_the_report_tells_what_was_done_to_the_file():
    result = imported("سطر أوّل من نصّ\x07 عربيّ قديم".encode())
    old = imported("سطر أول من نص عربي قديم".encode("cp1256"))

    assert [d.decision for d in result.report] == ["title", "cleaned"]
    assert [d.decision for d in old.report] == ["title", "encoding"]
    assert old.encoding == "windows-1256"


def test_the_files_own_bytes_are_known_again():
    from hashlib import sha256

    assert imported(TEXT.encode()).sha256 == sha256(TEXT.encode()).hexdigest()


LINES = st.lists(
    st.sampled_from(
        [
            "عنوان",
            "هل من عنوان؟",
            LONG,
            "جملة قصيرة.",
            "قال:",
            "- بند",
            "1. بند",
            "2) بند ثانٍ",
            "بقلم: ليلى",
            "المصدر: ع",
            "جميع الحقوق محفوظة لصالح س",
            "© 2026 Nile House",
            "Plain English words",
            "",
            "\u200f \u202aنصّ\u202c",
        ]
    )
    | st.text(max_size=30),
    max_size=14,
)


def placed(raw: bytes) -> tuple[list[str], Outline] | None:
    """The file's normal lines that are not blank, and where each was placed."""
    text = decode(raw)
    if not isinstance(text, Text):
        return None
    lines = [normal_line(line) for line in text.lines]
    parts = chunks(lines)
    if isinstance(parts, Refused):
        return None
    result = outline(parts)
    return None if isinstance(result, Refused) else ([x for x in lines if x], result)


@given(LINES)
def test_nothing_is_dropped_or_made_up(lines):
    """R2."""
    result = placed("\n".join(lines).encode("utf-8", "ignore"))
    if result is None:
        return
    expected, parts = result

    whole = [parts.title, parts.byline, *(b.chunk for b in parts.blocks), *parts.ending]
    ordered = [chunk for chunk in whole if chunk]

    assert " ".join(chunk.text for chunk in ordered) == " ".join(expected)
    assert ordered == sorted(ordered, key=lambda chunk: chunk.line)
    for block in parts.blocks:
        assert block.chunk.text.endswith(block.text)


@given(LINES)
def test_an_article_holds_clean_lines_only(lines):
    result = read("\n".join(lines).encode("utf-8", "ignore"), id=ID)
    if isinstance(result, Refused):
        assert result.code
        assert result.message
        return
    article = result.article

    texts = [b.text for b in article.blocks] + [
        *article.tail,
        article.title or "",
        article.notice or "",
    ]
    for text in texts:
        assert normal_line(text) == text == strip_bidi(text)
        assert text.isprintable() or not any(
            ord(c) < 32 or 127 <= ord(c) < 160 for c in text
        )
    assert all(block.text for block in article.blocks)
    assert article.title or len(result.suggestions) >= 1


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall(raw):
    assert isinstance(read(raw, id=ID), Imported | Refused)


@given(st.binary(max_size=200))
def test_no_bytes_inside_an_article_make_it_fall(middle):
    half = len(TEXT) // 2
    raw = TEXT[:half].encode() + middle + TEXT[half:].encode()

    assert isinstance(read(raw, id=ID), Imported | Refused)

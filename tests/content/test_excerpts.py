import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Article, Block, Kind
from content.excerpts import ELLIPSIS, excerpt, reading_minutes, summary_of
from content.folding import fold
from tests.support.articles import ID, seed, twin

CLOSERS = "”»›\"')]}\u2069"
PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
SENTENCES = st.text("ابتثَّ 12“”«»()،.؟ \n", max_size=120)


def letters(text: str) -> int:
    return len([c for c in text if not fold_mark(c)])


def fold_mark(character: str) -> bool:
    return "\u064b" <= character <= "\u0652"


def is_good(text: str, limit: int) -> bool:
    cut = excerpt(text, limit)
    if cut == text:
        return True
    inner = cut.rstrip(CLOSERS + ELLIPSIS)
    rest = text[len(inner) :]
    return (
        text.startswith(inner)
        and (not inner or not rest[:1].isalnum())
        and not fold_mark(rest[:1])
        and letters(cut) <= max(limit, 1)
        and all(
            cut.count(a) <= cut.count(b) or text.count(a) > text.count(b)
            for a, b in PAIRS
        )
    )


def test_every_cut_of_the_twin_is_good():
    for block in twin().blocks:
        for limit in range(1, len(block.text) + 1):
            assert is_good(block.text, limit), (block.text, limit)


def test_every_cut_of_the_seed_is_good():
    for line in seed().read_text(encoding="utf-8").split("\n"):
        assert all(is_good(line, limit) for limit in range(1, len(line) + 1))


@given(SENTENCES, st.integers(1, 130))
def test_an_excerpt_is_a_beginning_with_closers(text, limit):
    cut = excerpt(text, limit)

    assert cut == text or text.startswith(cut.rstrip(CLOSERS + ELLIPSIS))
    assert letters(cut) <= limit or cut == text


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("جملة أولى. جملة ثانية أطول", 14, "جملة أولى."),
        ("قال: “نعم نعم نعم نعم نعم نعم”", 16, "قال: “نعم نعم…”"),
        ("ذهب إلى البيت في المساء", 16, "ذهب إلى البيت…"),
        ("كتب «", 5, "كتب «"),
        ("كتب «سطرًا طويلًا»", 9, "كتب…"),
        ("مُحَمَّدٌ", 4, "مُحَمَّدٌ"),
        ("كلمةطويلةجدًّا", 5, "…"),
        ('said "yes and more', 12, 'said "yes…"'),
        ("a (b) c d e f g h", 8, "a (b) c…"),
        ("من", 1, "…"),
        ("في البيت", 3, "…"),
    ],
)
def test_excerpts_read_as_if_written_short(text, limit, expected):
    assert excerpt(text, limit) == expected


def test_text_without_spaces_is_cut_between_letters():
    assert excerpt("字" * 100, 70) == "字" * 69 + ELLIPSIS


def article(*texts: str, language: str = "ar", summary: str | None = None) -> Article:
    blocks = tuple(Block(Kind.PARAGRAPH, text) for text in texts)
    return Article(ID, blocks, language=language, summary=summary)


@pytest.mark.parametrize(
    ("given_article", "expected"),
    [
        (article("أوّل", summary="خلاصة"), "خلاصة"),
        (article("أوّل", "ثانٍ"), "أوّل"),
        (Article(ID, (Block(Kind.HEADING, "عنوان"),)), "عنوان"),
        (Article(ID, ()), ""),
    ],
)
def test_a_summary_is_the_own_one_or_the_lead(given_article, expected):
    assert summary_of(given_article) == expected


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [(0, "ar", 1), (526, "ar", 3), (526, "en-GB", 2), (526, "xx", 3)],
)
def test_reading_takes_at_least_a_minute(words, language, minutes):
    assert reading_minutes(article("كلمة " * words, language=language)) == minutes


def test_the_twin_takes_about_as_long_as_the_seed():
    assert reading_minutes(twin()) == 3


def test_marks_are_not_letters():
    assert fold("مُحَمَّد") == "محمد"

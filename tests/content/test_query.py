"""What is typed becomes words and phrases, and never a command."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.query import LONGEST, MOST_WORDS, Query, parse

HOSTILE = ["*", ":", "NEAR(", ")", "^", "AND", "OR", "NOT", "-", "+", "{", "}", "\0"]
HOSTILE += ['"', "'", "''", "\\", "|", "&", "!", "<->", "<2>", ":*", "%", "_", ";--"]
HOSTILE += ["«", "»", "“", "\U0001f33f", "\ud800", "\u202e", "ﷺ", "مسيرة", "Su-35"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("مسيّرة إيران", Query(("مسيره", "ايران"))),
        ('"مسيّرة إيران" غاز', Query(("غاز",), (("مسيره", "ايران"),))),
        ("«طرق الشحن»", Query((), (("طرق", "الشحن"),))),
        ("Su-35", Query((), (("su", "35"),))),
        ("su35", Query((), (("su", "35"),))),
        ("قال،نعم", Query(("قال", "نعم"))),
        ('"لم يغلق', Query(("لم", "يغلق"))),
        ('""', Query()),
        ("غاز غاز", Query(("غاز",))),
        ("  \t\n", Query()),
    ],
)
def test_words_and_phrases_are_told_apart(typed, expected):
    assert parse(typed) == expected


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5)).map(" ".join))
def test_terms_hold_letters_and_digits_only(typed):
    query = parse(typed)

    terms = [t for group in query.related(title=False) for t in group]
    assert all(re.fullmatch(r"[^\W_]+", term) for term in terms), terms


def test_what_no_reader_types_is_cut_short():
    query = parse(" ".join(f"كلمة{'ا' * n}" for n in range(1_000)))

    assert len(query.words) <= MOST_WORDS
    assert len(" ".join(query.words)) <= LONGEST


def test_the_cut_leaves_no_half_word():
    assert parse("غاز " + "ا" * LONGEST) == Query(("غاز",))

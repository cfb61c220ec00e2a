import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from content.arabic import clean, strip_bidi
from web import prose

TEXTS = st.text(
    st.sampled_from(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإؤئ ًٌٍَُِّْ0123456789ABCxyz .,:؛،؟-+#$%&<>\"'«»“”/@"
    )
)


@given(TEXTS, st.sampled_from(["rtl", "ltr"]))
def test_markup_never_changes_a_character(text, direction):
    text = strip_bidi(clean(text))

    for drawn in (prose.prose(text, direction), prose.title(text, direction)):
        assert html.fragment_fromstring(f"<p>{drawn}</p>").text_content() == text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("بعد 210 أمتار مربّعة", "210 أمتار"),
        ("نحو 5% نموًّا", "5% نموًّا"),
        ("1,500 كتاب", "1,500 كتاب"),
    ],
)
def test_a_number_and_its_noun_stay_on_one_line(text, held):
    assert f'<span class="nb">{held}</span>' in prose.prose(text, "rtl")


@pytest.mark.parametrize("text", ["طراز SM-2 جديد", "ياك-130 طائرة", "Windows 11 نظام"])
def test_a_number_that_ends_a_name_is_no_count(text):
    assert "<span" not in prose.prose(text, "rtl")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("قصير", ""), ("ظ" * 60, ""), ("ظ" * 61, "long"), ("ظ" * 111, "longer")],
)
def test_letters_decide_the_size_of_a_title(text, expected):
    assert prose.title_class(text) == expected


def test_marks_are_not_counted():
    assert prose.title_class("ظلٌّ" * 30) == ""


def test_a_colon_at_the_end_or_at_once_makes_no_clause():
    assert "clause" not in prose.title("سؤال بلا جواب:", "rtl")
    assert "clause" not in prose.title("لم: لا", "rtl")


def test_values_in_a_sentence_are_escaped():
    assert prose.fill("إلى {who}", who="<b>") == "إلى &lt;b&gt;"


def test_a_long_address_may_break():
    assert "nb" not in prose.address("a-rather-long-address@example.org")
    assert "nb" in prose.address("sami@example.org")


@pytest.mark.parametrize(
    ("text", "around", "markup"),
    [
        ("موضوع 1", "rtl", "موضوع 1"),
        ("موضوع 1", "ltr", '<bdi dir="rtl" lang="ar">موضوع 1</bdi>'),
        ("Cities & climate", "ltr", "Cities &amp; climate"),
        ("24", "rtl", "24"),
    ],
)
def test_a_name_runs_whole_in_its_own_direction(text, around, markup):
    assert prose.name(text, around) == markup


def test_a_latin_name_in_an_arabic_line_runs_from_left_to_right():
    assert prose.name("Cities 24", "rtl").startswith('<bdi dir="ltr">Cities 24')

import pytest
from babel.messages.plurals import get_plural

from content.plurals import plural

ARTICLES = {
    "zero": "لا مقالات جديدة",
    "one": "مقال جديد واحد",
    "two": "مقالان جديدان",
    "few": "{n} مقالات جديدة",
    "many": "{n} مقالًا جديدًا",
    "other": "{n} مقال جديد",
}


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "لا مقالات جديدة"),
        (1, "مقال جديد واحد"),
        (2, "مقالان جديدان"),
        (3, "3 مقالات جديدة"),
        (10, "10 مقالات جديدة"),
        (11, "11 مقالًا جديدًا"),
        (26, "26 مقالًا جديدًا"),
        (99, "99 مقالًا جديدًا"),
        (100, "100 مقال جديد"),
        (102, "102 مقال جديد"),
        (103, "103 مقالات جديدة"),
        (111, "111 مقالًا جديدًا"),
    ],
)
def test_arabic_has_six_forms(n, expected):
    assert plural(n, ARTICLES) == expected


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "0 days"), (1, "a day"), (2, "2 days"), (11, "11 days")]
)
def test_two_forms_serve_english(n, expected):
    assert plural(n, {"one": "a day", "other": "{n} days"}) == expected


def test_babels_order_is_not_gettexts():
    """The trap that names avoid: Babel puts 100-102 before 11-99."""
    assert "n%100>=0 && n%100<=2 ? 4 : 5" in get_plural("ar").plural_expr

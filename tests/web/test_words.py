"""The catalogues are whole, and every number stands with the right form of its noun."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from web.words import LANGUAGES, catalogue, words_in

ROOT = Path(__file__).parents[2]
# gettext's own order for Arabic, by the CLDR's names.
FORMS = {"ar": ("zero", "one", "two", "few", "many", "other"), "en": ("one", "other")}
NUMBERS = [0, 1, 2, 3, 10, 11, 26, 99, 100, 102, 103, 111]
NAME = re.compile(r"\bwords\.plural\(\s*\"(\w+)\"|\bwords\.(\w+)|\bwords\[\"(\w+)\"\]")
# Names that are computed: problems by status, notes by kind, choices by value.
COMPUTED = re.compile(
    r"(missing|method|broken|busy|forbidden|often|refused)_(title|text)"
    r"|offer_(topics|authors)|authors|correction|restored|step_\d|(state|role)_\w+|sign_in_\w+|light|dark|auto|in_language"
)
METHODS = {"plural", "language"}


def read(language: str) -> Catalog:
    with catalogue(language).open("rb") as file:
        return read_po(file, locale=language)


def said(language: str) -> dict[str, tuple[str, ...]]:
    return {
        str(message.id if isinstance(message.id, str) else message.id[0]): (
            (message.string,)
            if isinstance(message.string, str)
            else tuple(map(str, message.string))  # type: ignore[arg-type]  # babel says Any
        )
        for message in read(language)
        if message.id
    }


def used() -> set[str]:
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("web/**/*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    names = {next(filter(None, found)) for found in NAME.findall(text)}
    return names - METHODS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_missing_or_doubtful(language):
    assert {name for name, texts in said(language).items() if not all(texts)} == set()
    assert [
        message.id for message in read(language) if message.fuzzy and message.id
    ] == []
    assert said(language).keys() == said("ar").keys()


def test_the_pages_say_what_is_in_the_catalogues_and_nothing_else():
    known = set(said("ar"))

    assert used() - known == set()
    assert {name for name in known - used() if not COMPUTED.fullmatch(name)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_fill_the_same_places(language):
    here, there = said(language), said("ar")
    places = {
        name: [
            set(re.findall(r"\{(\w+)\}", texts[-1]))
            for texts in (here[name], there[name])
        ]
        for name in there
    }

    assert {name for name, (one, other) in places.items() if one != other} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", NUMBERS)
def test_a_number_takes_the_form_that_unicode_gives_it(language, n):
    """Babel's own rule for Arabic swaps 11-99 with 100-102; ours stands in the file."""
    forms = said(language)["minutes"]
    form = Locale(language).plural_form(n)

    expected = forms[FORMS[language].index(form)].replace("{n}", str(n))
    assert words_in(language).plural("minutes", n) == expected


def test_the_rule_of_arabic_is_not_the_one_babel_would_write():
    assert read("ar").plural_expr != get_plural("ar").plural_expr
    assert read("ar").num_plurals == 6


def test_the_forms_of_arabic_differ_where_the_noun_does():
    words = words_in("ar")

    assert words.plural("pieces", 26) == "26 مقالًا"
    assert words.plural("pieces", 100) == "100 مقال"
    assert words.plural("pieces", 103) == "103 مقالات"
    assert words.plural("pieces", 2) == "مقالان"


def test_a_word_that_nobody_wrote_is_a_mistake():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = words_in("ar").nonsense
    with pytest.raises(AttributeError, match="nonsense"):
        words_in("ar").plural("nonsense", 2)


@pytest.mark.parametrize(
    ("language", "spoken"), [("ar", "ar"), ("ar-LB", "ar"), ("en", "en"), ("fr", "en")]
)
def test_the_house_speaks_arabic_beside_arabic_only(language, spoken):
    assert words_in(language) is words_in(spoken)

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Author, Note, State
from content.front_matter import FrontMatter, read
from content.importing import Refused
from tests.support.articles import ID

AT = datetime(2026, 11, 22, 7, tzinfo=UTC)


def lines(body: str) -> list[str]:
    return ["---", *body.split("\n"), "---", "نصّ"]


def values(body: str) -> dict[str, object]:
    result = read(lines(body))
    assert isinstance(result, FrontMatter), result
    return result.values


def refusal(body: str) -> Refused:
    result = read(lines(body))
    assert isinstance(result, Refused), result
    return result


def test_a_text_without_fields_has_none():
    assert read(["نصّ", "---", "---"]) == FrontMatter({}, frozenset(), 0)
    assert read(["---", "---"]) == FrontMatter({}, frozenset(), 2)


@pytest.mark.parametrize(
    ("body", "name", "value"),
    [
        ("title: روسيا وإيران: شراكة", "title", "روسيا وإيران: شراكة"),
        ("title: it's: here", "title", "it's: here"),
        ("title: 'مقتبس: هنا'", "title", "مقتبس: هنا"),
        ("title: 2026", "title", "2026"),
        ("title: yes", "title", "yes"),
        ("title: \u200fعنوان\u202e", "title", "عنوان"),
        ("summary: >\n  سطر\n  وآخر", "summary", "سطر وآخر"),
        ("slug: a-b-3", "slug", "a-b-3"),
        ("lang: en-GB", "language", "en-GB"),
        ("language: ar", "language", "ar"),
        ("direction: ltr", "direction", "ltr"),
        ("direction: rtl", "direction", "rtl"),
        ("title_derived: true", "title_derived", True),
        ("title_derived: false", "title_derived", False),
        (f"id: {ID}", "id", ID),
        ("version: 3", "version", 3),
        ("state: withheld", "state", State.WITHHELD),
        ("author: ليلى", "authors", (Author("ليلى"),)),
        (
            "authors: [{name: ليلى, uri: 'https://a.org'}, سامر]",
            "authors",
            (Author("ليلى", "https://a.org"), Author("سامر")),
        ),
        ("authors: {name: ليلى}", "authors", (Author("ليلى"),)),
        ("topics: [ظلّ, ماء]", "topics", ("ظلّ", "ماء")),
        ("topics: ظلّ", "topics", ("ظلّ",)),
        ("published: 2026-11-22T09:00:00+02:00", "published", AT),
        ("published: 2026-11-22T07:00:00.9Z", "published", AT),
        ("expires: 2026-11-22", "expires", datetime(2026, 11, 22, tzinfo=UTC)),
        ("canonical_url: https://a.org/x?y=1", "canonical_url", "https://a.org/x?y=1"),
        (
            "notes: [{kind: correction, at: 2026-11-22T07:00:00Z, text: نصّ}]",
            "notes",
            (Note("correction", AT, "نصّ"),),
        ),
    ],
)
def test_what_editors_write_becomes_fields(body, name, value):
    assert values(body) == {name: value}


def test_an_empty_field_is_named_and_has_no_value():
    result = read(lines("notice: null\nsummary:\nslug: ~"))

    assert result == FrontMatter({}, frozenset({"notice", "summary", "slug"}), 5)


@pytest.mark.parametrize(
    ("body", "field", "line"),
    [
        ("title: x\ncolour: red", "colour", 3),
        ("null: x", "None", 2),
        ("title: x\ntitle: y", "title", 3),
        ("title: ''", "title", 2),
        ("title: [a]", "title", 2),
        ("slug: عنوان", "slug", 2),
        ("slug: a--b", "slug", 2),
        ("lang: klingon", "lang", 2),
        ("lang: '!'", "lang", 2),
        ("direction: up", "direction", 2),
        ("title_derived: maybe", "title_derived", 2),
        ("id: 0f3c9a5e", "id", 2),
        ("version: -1", "version", 2),
        ("state: gone", "state", 2),
        ("published: yesterday", "published", 2),
        ("published: 2026-11-22T09:00:00", "published", 2),
        ("published: 2026-02-30", "published", 2),
        ("published: 0001-01-01T00:00:00+14:00", "published", 2),
        ("canonical_url: javascript:alert(1)", "canonical_url", 2),
        ("authors: [{name: x, uri: 'javascript:1'}]", "authors", 2),
        ("authors: [{nom: x}]", "authors", 2),
        ("authors: [{uri: 'https://a.org'}]", "authors", 2),
        ("notes: [x]", "notes", 2),
        ("notes: [{kind: gossip}]", "notes", 2),
        ("notes: [{kind: killed, at: 1, text: x}]", "notes", 2),
        ("notes: [{kind: killed, who: x}]", "notes", 2),
    ],
)
def test_a_wrong_field_is_named_with_its_line(body, field, line):
    result = refusal(body)

    assert (result.code, result.field, result.line) == ("bad_field", field, line)
    assert result.message.startswith(f"Line {line}: {field} ")


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("title: x\n  bad: [", 3),
        ("title: [x", 3),
        ("just words", 2),
        ("- a list", 2),
        ("title: !!python/object:os.system x", 2),
        ("title: !!timestamp x", 2),
        ("title: *nobody", 2),
        ("title: &a [*a]", 2),
        ("? [a]\n: b", 2),
        ("title: " + "[" * 5000, 2),
        ("title: \x00", 2),
        ("title: " + "x" * 70_000, 1),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(body, line):
    result = refusal(body)

    assert result.code in ("bad_front_matter", "bad_field")
    assert result.line is not None
    assert abs(result.line - line) <= 1


def test_fields_that_never_end_are_refused():
    result = read(["---", "title: x", "نصّ"])

    assert isinstance(result, Refused)
    assert (result.code, result.line) == ("bad_front_matter", 1)


YAMLISH = st.text(st.sampled_from("abtile: -[]{}&*!|>'\"\\#%@\n\t?,ع0"), max_size=60)


@given(YAMLISH)
def test_nothing_that_is_typed_makes_it_fall(body):
    result = read(lines(body))

    assert isinstance(result, FrontMatter | Refused)


@given(YAMLISH)
def test_any_title_in_single_quotes_is_taken(text):
    quoted = text.replace("'", "''").replace("\n", " ").replace("\t", " ")

    result = read(lines(f"title: '{quoted}'"))

    if isinstance(result, FrontMatter):
        assert result.values["title"] == " ".join(text.split())
    else:
        assert not text.strip()

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import markdown
from content.article import Article, Kind, State
from content.importing import Imported, Refused
from content.readers import is_for_many, read, read_all
from tests.support.articles import ID

SAMPLES = sorted((Path(__file__).parents[2] / "service" / "samples").glob("*.md"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.md", Kind.ITEM),
        ("A.MARKDOWN", Kind.ITEM),
        ("a.txt", Kind.PARAGRAPH),
        ("a", Kind.PARAGRAPH),
    ],
)
def test_the_name_picks_the_reader(name, kind):
    result = read(
        name, "*نصّ*\n".encode().replace("*نصّ*".encode(), "+ نصّ".encode()), id=ID
    )

    assert isinstance(result, Imported)
    assert result.article.blocks[0].kind is kind


def sample(path: Path) -> Article:
    result = read(path.name, path.read_bytes(), id=ID)
    assert isinstance(result, Imported), result
    assert result.doubts == ()
    return result.article


def test_there_are_three_samples():
    assert len(SAMPLES) == 3


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_ready_to_be_published(path):
    article = sample(path)

    assert article.state is State.DRAFT
    assert article.title
    assert article.authors
    assert article.topics
    assert article.published is not None
    assert (article.published.year, article.published.month) == (2026, 11)
    assert article.count(Kind.HEADING) >= 2
    assert article.count(Kind.QUOTE) >= 1
    assert 350 <= sum(len(block.text.split()) for block in article.blocks) <= 600


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_can_be_edited(path):
    article = sample(path)

    again = markdown.read(markdown.write(article).encode(), id=ID)

    assert isinstance(again, Imported)
    assert again.article == article


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.html", "<!-- saved --><p>نصّ <b>قويّ</b></p>"),
        ("a.txt", "\ufeff <!DOCTYPE html><p>نصّ <b>قويّ</b></p>"),
        ("a", "<HTML><p>نصّ <b>قويّ</b></p>"),
        ("a.xml", '<?xml version="1.0"?><html><p>نصّ <b>قويّ</b></p></html>'),
    ],
)
def test_a_page_is_known_by_its_name_or_by_how_it_begins(name, raw):
    (result,) = read_all(name, raw.encode())

    assert isinstance(result, Imported)
    assert [block.text for block in result.article.blocks] == ["نصّ قويّ"]


@pytest.mark.parametrize(
    ("raw", "many"),
    [
        (b"<?xml version='1.0'?><rss>", True),
        (b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>", True),
        (b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1"}', True),
        (b"<!doctype html><rss>", False),
        (b"{}", False),
        ("نصّ".encode(), False),
    ],
)
def test_a_file_for_many_is_known_by_how_it_begins(raw, many):
    assert is_for_many("a", raw) is many


@given(
    st.sampled_from(["a.md", "a.html", "a.txt", "a.xml", "a.json", "a"]),
    st.sampled_from([b"", b"<?xml", b"<html>", b"---\n", b"{", b"\xff\xfe", b"<rss"]),
    st.binary(max_size=200),
)
def test_any_bytes_are_read_or_refused(name, start, raw):
    for result in read_all(name, start + raw):
        assert isinstance(result, Imported | Refused)

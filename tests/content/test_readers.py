from pathlib import Path

import pytest

from content import markdown
from content.article import Article, Kind, State
from content.importing import Imported
from content.readers import read
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

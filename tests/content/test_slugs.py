from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Article
from content.slugs import LONGEST, article_path, slug_of, topic_slug
from tests.support.articles import ID

ARTICLE = Article(ID, ())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("تغيّر المناخ ومسيّرات محمّد", "تغير-المناخ-ومسيرات-محمد"),
        ("مـــرحبا، S-400!", "مرحبا-s-400"),
        ("“قال”: نعم؟", "قال-نعم"),
        ("!!!", ""),
        (None, ""),
        ("كلمة " * 30, "-".join(["كلمة"] * 12)),
        ("ا" * 80, "ا" * 60),
    ],
)
def test_a_slug_is_the_titles_words(title, slug):
    assert slug_of(replace(ARTICLE, title=title)) == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("عمران ومناخ", "عمران-ومناخ"),
        ("تراثٌ رقميّ", "تراث-رقمي"),
        ("Cities & climate", "cities-climate"),
        ("…", ""),
    ],
)
def test_a_topic_is_named_by_its_words_without_marks(name, slug):
    assert topic_slug(name) == slug


def test_the_editors_slug_wins():
    assert slug_of(replace(ARTICLE, title="عنوان", slug="a-title")) == "a-title"


def test_the_path_is_ascii_and_begins_with_the_key():
    path = article_path(replace(ARTICLE, title="ظلّ"))

    assert path == f"/a/{ID[:8]}/%D8%B8%D9%84"


def test_an_article_without_a_title_has_a_path():
    assert article_path(ARTICLE) == f"/a/{ID[:8]}"


@given(st.text())
def test_no_title_breaks_a_path(title):
    article = replace(ARTICLE, title=title)

    assert article_path(article).isascii()
    assert len(slug_of(article)) <= LONGEST
    assert not {"/", "?", "#", " "} & set(article_path(article)[12:])


@given(st.text(), st.text())
def test_title_and_slug_never_change_the_identity(title, slug):
    """R19: feeds and mail know the article by its urn."""
    assert replace(ARTICLE, title=title, slug=slug).urn == ARTICLE.urn

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.article import Article, Author
from content.attribution import byline, credit_of, notice_of
from tests.content.publishers import PUBLISHER
from tests.support.articles import ID

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ARTICLE = Article(ID, (), published=AT)
LAYLA, SAMIR = Author("ليلى حدّاد"), Author("سامر النجّار")


@pytest.mark.parametrize(
    ("article", "credit"),
    [
        (
            ARTICLE,
            "نُشر هذا المقال أوّل مرّة في موقع مركز أبحاث مينا بتاريخ 22 نوفمبر 2026.",
        ),
        (
            replace(ARTICLE, authors=(LAYLA, SAMIR)),
            "نُشر هذا المقال أوّل مرّة في موقع مركز أبحاث مينا بتاريخ 22 نوفمبر 2026، بقلم ليلى حدّاد وسامر النجّار.",
        ),
        (
            replace(ARTICLE, published=None, language="ar-EG"),
            "نُشر هذا المقال أوّل مرّة في موقع مركز أبحاث مينا.",
        ),
        (
            replace(ARTICLE, language="en", authors=(Author("A"), Author("B"))),
            "This article was first published by MENA Research Center on 22 November 2026, by A and B.",
        ),
        (
            replace(ARTICLE, language="en", published=None),
            "This article was first published by MENA Research Center.",
        ),
    ],
)
def test_the_credit_says_who_when_and_by_whom(article, credit):
    assert credit_of(article, PUBLISHER) == credit


def test_the_notice_is_the_articles_own_else_the_publishers():
    assert notice_of(replace(ARTICLE, notice="حقوق"), PUBLISHER) == "حقوق"
    assert notice_of(ARTICLE, PUBLISHER) == PUBLISHER.notice
    assert notice_of(replace(ARTICLE, language="ar-EG"), PUBLISHER) == PUBLISHER.notice
    english = replace(ARTICLE, language="en-GB")
    assert notice_of(english, PUBLISHER) == PUBLISHER.notice_latin


def test_an_article_without_authors_is_the_publishers():
    assert byline(ARTICLE, PUBLISHER) == (Author("مركز أبحاث مينا"),)
    assert byline(replace(ARTICLE, authors=(LAYLA,)), PUBLISHER) == (LAYLA,)

"""Which feeds an article belongs to."""

from dataclasses import replace

from content.article import Author
from feeds.selection import Selection, feeds_of
from tests.feeds.samples import ARABIC, ENGLISH


def named(article):
    return [each.name for each in feeds_of(article)]


def test_an_article_belongs_to_its_topics_authors_and_language():
    article = replace(
        ARABIC, topics=("عمران ومناخ", "ماء"), authors=(Author("ليلى حدّاد"),)
    )

    assert feeds_of(article) == (
        Selection("all"),
        Selection("topics/عمران-ومناخ", "عمران ومناخ"),
        Selection("topics/ماء", "ماء"),
        Selection("authors/ليلى-حداد", "ليلى حدّاد"),
        Selection("languages/ar"),
    )


def test_an_unsigned_article_without_topics_is_in_two_feeds():
    article = replace(ENGLISH, topics=(), authors=())

    assert named(article) == ["all", "languages/en"]


def test_two_spellings_of_a_topic_are_one_feed():
    article = replace(ARABIC, topics=("مُناخ", "مناخ", "؟"), authors=())

    assert named(article) == ["all", "topics/مناخ", "languages/ar"]

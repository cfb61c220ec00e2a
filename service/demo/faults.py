"""What may be wrong with a body made for people: the same for every channel."""

from collections.abc import Iterator, Sequence

from content.arabic import strip_bidi
from content.article import Article
from content.attribution import credit_of, notice_of
from content.publisher import Publisher
from service.demo import reading


def of_body(
    article: Article, publisher: Publisher, passages: Sequence[str], whole: str
) -> Iterator[str]:
    """What is wrong with this body of the article, each in one sentence."""
    name = f"“{article.title}”"
    if not reading.holds(passages, [block.text for block in article.blocks]):
        yield f"the text of {name} is not there letter by letter"
    yield from of_rights(
        name, whole, credit_of(article, publisher), [article], publisher
    )


def of_rights(
    name: str,
    whole: str,
    credit: str,
    articles: Sequence[Article],
    publisher: Publisher,
) -> Iterator[str]:
    """What is wrong with credit and notices: each stands there exactly once."""
    notices = dict.fromkeys(notice_of(article, publisher) for article in articles)
    for sentence in (credit, *notices):
        times = whole.count(strip_bidi(sentence))
        if times != 1:
            yield f"{name} says “{sentence}” {times} times, not once"

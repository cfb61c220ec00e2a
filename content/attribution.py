"""Who published the text first, when, by whom, and whose it is: from fields only."""

from typing import Literal, NamedTuple

from babel.lists import format_list

from content.article import Article, Author
from content.dates import long_date
from content.publisher import Publisher


class CreditPart(NamedTuple):
    """A piece of the credit and what it may link to."""

    text: str
    target: Literal["article", "publisher"] | None = None


def notice_of(article: Article, publisher: Publisher) -> str:
    """The rights line: the article's own, else the publisher's."""
    return article.notice or publisher_notice(article, publisher)


def publisher_notice(article: Article, publisher: Publisher) -> str:
    """The publisher's own rights line as the article's language writes it."""
    return publisher.notice_in(_language(article, publisher))


def credit_of(article: Article, publisher: Publisher) -> str:
    """The credit as one plain sentence."""
    return "".join(part.text for part in credit_parts(article, publisher))


def credit_parts(article: Article, publisher: Publisher) -> tuple[CreditPart, ...]:
    """The credit in pieces, so that each medium links in its own way."""
    name = CreditPart(publisher_name(article, publisher), "publisher")
    date = published_date(article, publisher)
    authors = [author.name for author in article.authors]
    if is_arabic(article):
        return (
            CreditPart("نُشر "),
            CreditPart("هذا المقال", "article"),
            CreditPart(" أوّل مرّة في موقع "),
            name,
            CreditPart(f" بتاريخ {date}" if date else ""),
            CreditPart(
                f"، بقلم {format_list(authors, locale='ar')}." if authors else "."
            ),
        )
    return (
        CreditPart("This article", "article"),
        CreditPart(" was first published by "),
        name,
        CreditPart(f" on {date}" if date else ""),
        CreditPart(f", by {format_list(authors, locale='en')}." if authors else "."),
    )


def byline(article: Article, publisher: Publisher) -> tuple[Author, ...]:
    """The authors; the publisher itself where none is named (Atom needs one)."""
    return article.authors or (Author(publisher_name(article, publisher)),)


def publisher_name(article: Article, publisher: Publisher) -> str:
    """The publisher's name as the article's language writes it."""
    return publisher.name_in(_language(article, publisher))


def published_date(article: Article, publisher: Publisher) -> str:
    """The day of first publication in words, or nothing."""
    if article.published is None:
        return ""
    return long_date(
        article.published, article.language, publisher.zone, publisher.months
    )


def is_arabic(article: Article) -> bool:
    """Whether the house's own sentences beside this article are Arabic ones."""
    return _base(article.language) == "ar"


def _language(article: Article, publisher: Publisher) -> str:
    """The publisher's own word for the language where only the region differs."""
    same = _base(article.language) == _base(publisher.language)
    return publisher.language if same else article.language


def _base(language: str) -> str:
    return language.partition("-")[0].lower()

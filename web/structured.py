"""The article for search engines, as JSON-LD."""

import json
from datetime import datetime

from markupsafe import Markup

from content.article import Article
from content.attribution import byline, notice_of
from content.excerpts import summary_of
from content.publisher import Publisher
from content.slugs import article_path
from feeds.moments import rfc3339


def news_article(article: Article, publisher: Publisher, public_url: str) -> Markup:
    """A schema.org NewsArticle, safe inside a script element."""
    house = {
        "@type": "Organization",
        "name": publisher.name_in(article.language),
        "url": public_url + "/",
    }
    document = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": article.urn,
        "headline": article.title,
        "description": summary_of(article),
        "inLanguage": article.language,
        "url": public_url + article_path(article),
        "datePublished": _moment(article.published),
        "dateModified": _moment(article.updated or article.published),
        "author": [
            {"@type": "Person", "name": author.name}
            if article.authors
            else {"@type": "Organization", "name": author.name}
            for author in byline(article, publisher)
        ],
        "publisher": house,
        "copyrightHolder": house,
        "copyrightNotice": notice_of(article, publisher),
        "keywords": list(article.topics),
    }
    text = json.dumps(document)  # ASCII: what a parser takes for markup is escaped too
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  nothing in it can end the element


def _moment(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)

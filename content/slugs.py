"""Addresses of articles: the key finds the article, the slug is for people."""

import re
import unicodedata
from urllib.parse import quote

from content.article import Article

LONGEST = 60

_JOINERS = dict.fromkeys([0x640, 0x200B, 0x200C, 0x200D])  # tatweel, zero-widths
_GAPS = re.compile(r"[\W_]+")


def slug_of(article: Article) -> str:
    """The editor's slug, or the title's words without marks, at most 60 letters."""
    if article.slug:
        return article.slug
    words = [word for word in _GAPS.split(_bare(article.title or "")) if word]
    while len(slug := "-".join(words)) > LONGEST and len(words) > 1:
        words.pop()
    return slug[:LONGEST]


def article_path(article: Article) -> str:
    """The path of the article's page, in ASCII."""
    slug = slug_of(article)
    return f"/a/{article.key}/{quote(slug)}" if slug else f"/a/{article.key}"


def _bare(title: str) -> str:
    """The title without vowel marks: they would cut words in two."""
    joined = unicodedata.normalize("NFC", title).translate(_JOINERS).lower()
    return "".join(c for c in joined if unicodedata.category(c) != "Mn")

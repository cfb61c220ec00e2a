"""Names in addresses: an article's key finds it and its slug is for people."""

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
    words = _words(article.title or "")
    return _within(words)


def article_path(article: Article) -> str:
    """The path of the article's page, in ASCII."""
    slug = slug_of(article)
    return f"/a/{article.key}/{quote(slug)}" if slug else f"/a/{article.key}"


def shelf_path(drawer: str, name: str) -> str:
    """The path of a topic's or an author's page; empty if no address can hold it."""
    slug = topic_slug(name)
    return f"/{drawer}/{quote(slug)}" if slug else ""


def topic_slug(name: str) -> str:
    """A topic's or an author's name in addresses; empty if it has no letter.

    Names that differ only in vowel marks, case or what parts their words are one.
    """
    return _within(_words(name))


def _words(text: str) -> list[str]:
    return [word for word in _GAPS.split(_bare(text)) if word]


def _within(words: list[str]) -> str:
    """As many of the words as fit, at least one."""
    while len(slug := "-".join(words)) > LONGEST and len(words) > 1:
        words = words[:-1]
    return slug[:LONGEST]


def _bare(title: str) -> str:
    """The title without vowel marks: they would cut words in two."""
    joined = unicodedata.normalize("NFC", title).translate(_JOINERS).lower()
    return "".join(c for c in joined if unicodedata.category(c) != "Mn")

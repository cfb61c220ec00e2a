"""The article's body for people: the same markup in feeds, JSON Feed and webhooks."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from markupsafe import Markup

from content.arabic import RLM, bidi_html, block_language, marked
from content.article import (
    Article,
    Block,
    Direction,
    Kind,
    Note,
    Picture,
    State,
)
from content.attribution import (
    credit_parts,
    is_arabic,
    notice_of,
    publisher_name,
    publisher_notice,
)
from content.dates import long_date
from content.inline import inline_html
from content.publisher import Publisher
from content.slugs import article_path

WITHDRAWN = (State.WITHHELD, State.CANCELED)

_TAGS = {
    Kind.HEADING: "h2",
    Kind.QUOTE: "blockquote",
    Kind.ITEM: "li",
    Kind.NUMBERED: "li",
}
_LISTS = {Kind.ITEM: "ul", Kind.NUMBERED: "ol"}
_NOTES = {  # what a text that is public says of its own history
    "correction": ("تصحيح", "Correction"),
    "restored": ("أُعيد نشر هذا المقال", "This article was restored"),
}
_TITLES = {
    State.WITHHELD: ("حُجب هذا المقال مؤقّتًا", "This article is withheld"),
    State.CANCELED: ("سُحب هذا المقال", "This article was withdrawn"),
}


def body_html(article: Article, publisher: Publisher, public_url: str) -> str:
    """Notes, text, credit and notice in one element that reads without a style.

    Credit and notice stand in it exactly once. Of a withdrawn article it holds
    the withdrawal and no word of the text.
    """
    if article.state in WITHDRAWN:
        return withdrawn_html(article, publisher, public_url)
    notes = [note for note in article.notes if note.kind in _NOTES]
    inner = [
        *(_note(note, article, publisher) for note in notes),
        _blocks(article, _home(public_url)[:-1]),
        _credit(article, publisher, public_url),
        _plain(notice_of(article, publisher), article),
    ]
    return _division(article, inner)


def withdrawn_html(article: Article, publisher: Publisher, public_url: str) -> str:
    """What stands in the place of a withheld or killed article."""
    last = next((n for n in reversed(article.notes) if n.kind not in _NOTES), None)
    at = last.at if last else article.updated
    when = f" ({_day(at, article, publisher)})" if at else ""
    said = [f"{withdrawn_title(article)}{when}.", last.text if last else ""]
    name = bidi_html(publisher_name(article, publisher), _direction(article))
    inner = [
        *(
            _house(bidi_html(text, _direction(article)), article)
            for text in said
            if text
        ),
        _house(_link(_home(public_url), name), article),
        _plain(publisher_notice(article, publisher), article),
    ]
    return _division(article, inner)


def withdrawn_title(article: Article) -> str:
    """The title a withheld or killed article goes by: no word of its own."""
    arabic, english = _TITLES[article.state]
    return arabic if is_arabic(article) else english


def _blocks(article: Article, root: str) -> Markup:
    """The blocks as elements, each with its direction, items gathered in lists."""
    parts = []
    for kind, group in groupby(article.blocks, key=lambda block: block.kind):
        elements = [_element(block, article.language, root) for block in group]
        if kind in _LISTS:
            items = Markup("").join(elements)
            parts.append(_wrap(_LISTS[kind], article.direction, items))
        else:
            parts += elements
    return Markup("\n").join(parts)


def _element(block: Block, language: str, root: str = "") -> Markup:
    other = block.language if block.language != language else None
    if block.picture:
        return _figure(block, block.picture, other, root)
    inner = _led(inline_html(block), block.direction)
    if block.kind is Kind.QUOTE:
        inner = _wrap("p", block.direction, inner)
    return _wrap(_TAGS.get(block.kind, "p"), block.direction, inner, other)


def _figure(block: Block, picture: Picture, other: str | None, root: str) -> Markup:
    """The picture with its caption, if it has one, and who made it."""
    image = Markup('<img src="{}" alt="{}" width="{}" height="{}">').format(
        root + picture.path, picture.alt, picture.width, picture.height
    )
    credit = bidi_html(picture.credit, block.direction)
    lines = [
        _wrap("p", block.direction, _led(line, block.direction))
        for line in (inline_html(block), credit)
        if line
    ]
    caption = Markup("")
    if lines:
        caption = _wrap("figcaption", block.direction, Markup("").join(lines))
    return _wrap("figure", block.direction, image + caption, other)


def _note(note: Note, article: Article, publisher: Publisher) -> Markup:
    label = _NOTES[note.kind][0 if is_arabic(article) else 1]
    rest = f" ({_day(note.at, article, publisher)}): {note.text}"
    text = bidi_html(rest, _direction(article))
    return _house(Markup("<strong>{}</strong>{}").format(label, text), article)


def _credit(article: Article, publisher: Publisher, public_url: str) -> Markup:
    home = _home(public_url)
    targets = {"publisher": home, "article": home[:-1] + article_path(article)}
    pieces = [
        (bidi_html(part.text, _direction(article)), part.target)
        for part in credit_parts(article, publisher)
    ]
    linked = [_link(targets[to], text) if to else text for text, to in pieces]
    return _house(Markup("").join(linked), article)


def _plain(text: str, article: Article) -> Markup:
    own = block_language(text, article.language, article.direction)
    return _element(Block(Kind.PARAGRAPH, text, *own), article.language)


def _house(inner: Markup, article: Article) -> Markup:
    """A sentence of ours, in the language that we speak beside this article."""
    spoken = None if is_arabic(article) or article.language == "en" else "en"
    return _wrap("p", _direction(article), _led(inner, _direction(article)), spoken)


def _direction(article: Article) -> Direction:
    return "rtl" if is_arabic(article) else "ltr"


def _led(inner: Markup, direction: Direction) -> Markup:
    """With a mark in front where readers that go by the first letter need it."""
    needs_mark = marked(inner.striptags(), direction).startswith(RLM)
    return Markup("{}{}").format(RLM if needs_mark else "", inner)


def _wrap(
    tag: str, direction: str, inner: Markup, language: str | None = None
) -> Markup:
    lang = Markup(' lang="{}"').format(language) if language else ""
    return Markup('<{0} dir="{1}"{2}>{3}</{0}>').format(tag, direction, lang, inner)


def _link(address: str, inner: Markup) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, inner)


def _division(article: Article, inner: Sequence[Markup]) -> str:
    body = Markup("\n").join(part for part in inner if part)
    return str(
        Markup('<div lang="{}" dir="{}">\n{}\n</div>').format(
            article.language, article.direction, body
        )
    )


def _home(public_url: str) -> str:
    return public_url.rstrip("/") + "/"


def _day(at: datetime, article: Article, publisher: Publisher) -> str:
    return long_date(at, article.language, publisher.zone, publisher.months)

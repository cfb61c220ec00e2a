"""Stored text as markup: not one letter changed, every run in its own direction."""

import re
import unicodedata

from markupsafe import Markup, escape

from content.arabic import bidi_html, first_strong
from content.article import Block, Direction
from content.inline import Style, inline_html

# look.md §4: a number holds its noun. By markup, for U+00A0 would change the text.
_NUMBER_AND_NOUN = re.compile(
    r"(?<![\w.,/>-])(\d[\d.,]*%? [\u0621-\u064a][\u0621-\u0652]*)"
)
_CLAUSES = re.compile(r"(.{4,}?:)( )(.+)", re.DOTALL)
_LONG, _LONGER = 60, 110
_STYLE = Style(run="bdi")


def prose(text: str, direction: Direction) -> Markup:
    """The text as it stands among its own direction."""
    return _held(bidi_html(text, direction, tag="bdi"), direction)


def line(block: Block) -> Markup:
    """A block's words with their links and stress."""
    return _held(inline_html(block, _STYLE), block.direction)


def _held(marked: Markup, direction: Direction) -> Markup:
    if direction == "ltr":
        return marked
    held = _NUMBER_AND_NOUN.sub(r'<span class="nb">\1</span>', str(marked))
    return Markup(held)  # noqa: S704  escaped before, only spans were added


def title(text: str, direction: Direction) -> Markup:
    """The title, ready to break at its colon before it breaks anywhere else."""
    parts = _CLAUSES.fullmatch(text)
    if parts is None:
        return prose(text, direction)
    clause = Markup('<span class="clause">{}</span>')
    first, last = prose(parts[1], direction), prose(parts[3], direction)
    return clause.format(first) + parts[2] + clause.format(last)


def name(text: str, around: Direction) -> Markup:
    """A name in a line of that direction; one of the other script is whole in its own."""
    own = first_strong(text) or around
    if own == around:
        return prose(text, around)
    return Markup('<bdi dir="{}"{}>{}</bdi>').format(
        own, Markup(' lang="ar"') if own == "rtl" else "", prose(text, own)
    )


def title_class(text: str) -> str:
    """How far a long title steps down; marks are no letters."""
    letters = sum(unicodedata.category(char) not in ("Mn", "Cf") for char in text)
    if letters > _LONGER:
        return "longer"
    return "long" if letters > _LONG else ""


def fill(sentence: str, **values: str) -> Markup:
    """The sentence with its values, each escaped unless it is markup already."""
    return escape(sentence).format(**values)


def address(text: str) -> Markup:
    """An e-mail address or a link's text, from left to right in any line."""
    kept = ' class="nb"' if len(text) <= 24 else ""
    return Markup('<bdi{} dir="ltr">{}</bdi>').format(Markup(kept), text)  # noqa: S704

"""Views made into mail by the templates of `templates/email`."""

import re

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from content.arabic import bidi_html, bidi_text, clean
from content.article import Block
from content.inline import Style, inline_html
from digests import slots
from digests.views import Side, View

_GAP = "\ufffc"  # a neutral letter: keeps the place of the reader's address
_SHORT = re.compile(r'<span dir="(ltr|rtl)"( lang="ar")?>([^<]{1,24})</span>')
_UNBROKEN = r'<span dir="\1"\2 style="white-space:nowrap;">\3</span>'


def subject(view: View) -> str:
    """The subject line, marked so that any inbox shows it in its direction."""
    return _TEMPLATES.get_template("digest/subject.txt").render(view=view).strip("\n")


def html(view: View) -> str:
    """The HTML part, with slots."""
    return _TEMPLATES.get_template("digest/body.html").render(view=view)


def text(view: View) -> str:
    """The text part, with slots; a paragraph is a line."""
    return _TEMPLATES.get_template("digest/body.txt").render(view=view)


def _words(words: str, side: Side) -> Markup:
    """Escaped words, runs of the other direction held together."""
    return _held(bidi_html(clean(words), side.dir))


def _inline(block: Block, style: str, css_class: str) -> Markup:
    """A block's words with its stress and its links, in the look of the mail."""
    # Outlook heeds no direction on `a`: it stands on a span within.
    link = f'<a href="{{url}}" class="{css_class}" style="{style}"><span dir="{{dir}}">'
    return _held(inline_html(block, Style(link=link, link_end="</span></a>")))


def _held(marked: Markup) -> Markup:
    """Short runs of the other direction kept on one line."""
    return Markup(_SHORT.sub(_UNBROKEN, str(marked)))  # noqa: S704 - escaped before


def _line(words: str, side: Side) -> str:
    """Words with the marks that keep their order in any plain text."""
    return bidi_text(clean(words), side.dir)


_TEMPLATES = Environment(
    loader=PackageLoader("templates", "email"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.filters |= {
    "bidi": _words,
    "inline": _inline,
    "line": _line,
    "clean": clean,
}
_TEMPLATES.globals |= {
    "ADDRESS": slots.ADDRESS,
    "UNSUBSCRIBE": slots.UNSUBSCRIBE,
    "GAP": _GAP,
}

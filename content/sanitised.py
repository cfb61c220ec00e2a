"""HTML from outside, rid of all that acts: what is left is text, links and pictures."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import nh3

from content.importing import Refused

# Parsing takes time with depth times tags: pages have 60 times 20,000.
DEEPEST = 200
MOST = 4_000_000
MOST_TAGS = 200_000
MOST_SIGNS = 100_000  # each & makes the parser copy what stands before it


def names(listed: str) -> frozenset[str]:
    """The names of a list that is parted by blanks."""
    return frozenset(listed.split())


_TAGS = names(
    "a abbr address article aside b bdi bdo big blockquote body br caption center cite"
    " code dd details div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6"
    " header hgroup hr html i img ins kbd li main mark ol p pre q samp section small"
    " span strong sub summary sup table tbody td tfoot th thead time tr tt u ul var"
    " wbr"
) - {"html", "body"}
# Gone with what is in them; of each the reader is told.
_DROPPED = names(
    "applet audio button canvas datalist del dialog embed form frameset iframe map math"
    " menu nav noscript object optgroup option s script select strike style svg template"
    " textarea title video xml"
)
_ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href"}, "img": {"src", "alt"}}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]{0,30})")
# Ended by what follows them, or never begun: no depth comes of these.
_FLAT = names(
    "area base br col embed hr img input link meta param source track wbr"
    " p li dt dd td th tr tbody thead tfoot option html body head"
)


class Clean(NamedTuple):
    """Markup of known elements, and what was dropped, at the line where it stood."""

    markup: str
    dropped: tuple[tuple[int, str], ...]


def sanitised(markup: str) -> Clean | Refused:
    """The markup with `dir` and `lang`, without anything that could act.

    Whatever it was: markup that only a program could have written is refused.
    """
    if _is_bomb(markup):
        said = "The HTML is nested deeper than any text; nobody wrote it."
        return Refused("too_deep", said)
    clean = nh3.clean(
        markup,
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    return Clean(clean, tuple(_dropped(markup)))


def _dropped(markup: str) -> Iterator[tuple[int, str]]:
    """Each element that is dropped, once, at the line of its first."""
    seen: set[str] = set()
    for tag in _TAG.finditer(markup):
        name = tag["name"].lower()
        if name in _DROPPED and name != "title" and not tag["end"] and name not in seen:
            seen.add(name)
            yield markup.count("\n", 0, tag.start()) + 1, name


def _is_bomb(markup: str) -> bool:
    """Whether parsing would take longer than it could take a person to write."""
    if markup.count("&") > MOST_SIGNS:
        return True
    standing: Counter[str] = Counter()
    depth = deepest = tags = 0
    for tag in _TAG.finditer(markup):
        tags += 1
        name = tag["name"].lower()
        if name in _FLAT:
            continue
        if not tag["end"]:
            standing[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif standing[name]:  # an end of something else ends nothing
            standing[name] -= 1
            depth -= 1
    return deepest > DEEPEST or deepest * tags > MOST or tags > MOST_TAGS

"""Plain text as people send it: one line a paragraph, the rights line last."""

from collections.abc import Sequence
from datetime import datetime

from content import reading
from content.article import Author
from content.chunks import chunks
from content.decoding import normal_line
from content.draft import Given, Line
from content.front_matter import FrontMatter
from content.importing import LIMIT, Decision, Imported, Refused
from content.outline import Outline, outline
from content.reading import Found
from content.shapes import authors_of


def read(
    raw: bytes,
    *,
    id: str,  # noqa: A002 - the article's own word
    language: str = "ar",
    title: str | None = None,
    published: datetime | None = None,
    limit: int = LIMIT,
) -> Imported | Refused:
    """The article in the file, or why there is none.

    *title* and *published* win over the file; *language* is that of files that
    name none. No letter is dropped or made up, and what cannot be decided is asked.
    """
    given = Given(id, language, title, published)
    return reading.read(raw, given, limit, _find)


def _find(
    lines: Sequence[str], front: FrontMatter, title: str | None
) -> Found | Refused:
    parts = chunks([normal_line(line) for line in lines], front.lines + 1)
    if isinstance(parts, Refused):
        return parts
    found = outline(parts, title)
    if isinstance(found, Refused):
        return found
    return _said(found, front)


def _said(found: Outline, front: FrontMatter) -> Found:
    """The outline as fields, with what was decided on the way."""
    values, decisions = reading.rights(found.ending, front)
    decisions += [placed.decision for placed in found.blocks if placed.decision]
    if found.title:
        values["title"] = found.title.text
        said = "short, first, above a longer text"
        decisions.append(Decision(found.title.line, "title", 0.9, said))
    if found.byline:
        authors = tuple(Author(name) for name in authors_of(found.byline.text))
        other = front.values.get("authors", authors) != authors
        said = "names the authors" + (", but the fields name others" if other else "")
        sure = 0.5 if other else 0.9
        values["authors"] = authors
        decisions.append(Decision(found.byline.line, "byline", sure, said))
    lines = [Line(placed.kind, placed.text) for placed in found.blocks]
    return Found(lines, values, decisions)

"""Articles as files that an editor can read and change: fields above, Markdown below."""

from collections.abc import Sequence
from datetime import datetime

from content import markdown_writer, reading
from content.article import Article, Kind
from content.chunks import Chunk
from content.draft import Given, Line
from content.folding import fold
from content.front_matter import FrontMatter
from content.importing import LIMIT, Decision, Imported, Refused
from content.markdown_body import Body, parse
from content.outline import notice_index
from content.reading import Found


def write(article: Article) -> str:
    """The article as a file; `read` makes the same article of it again.

    This holds for texts in normal form, as readers and the desk make them.
    """
    return markdown_writer.write(article)


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

    Its id, state and version are those that the file names; whoever takes a file
    from outside decides what of that to believe.
    """
    given = Given(id, language, title, published)
    return reading.read(raw, given, limit, _find)


def _find(
    lines: Sequence[str], front: FrontMatter, title: str | None
) -> Found | Refused:
    body = parse(lines, front.lines + 1)
    if isinstance(body, Refused):
        return body
    values, blocks = _titled(body, title)
    found = Found([line for _, line in blocks], values, body.report)
    if "notice" in front.keys:  # an empty one too: then no line is looked at
        return found
    return _with_rights(found, [chunk for chunk, _ in blocks], front)


def _titled(
    body: Body, known: str | None
) -> tuple[dict[str, str], list[tuple[Chunk, Line]]]:
    """The title that stands above the text; a second one is a heading."""
    if body.title is None:
        return {}, body.blocks
    if known is None:
        said = "the first heading, of the first level"
        body.report.append(Decision(body.title.line, "title", 0.99, said))
        return {"title": body.title.text}, body.blocks
    if fold(body.title.text) == fold(known):
        return {}, body.blocks
    heading = Line(Kind.HEADING, body.title.text)
    return {}, [(body.title, heading), *body.blocks]


def _with_rights(
    found: Found, chunks: Sequence[Chunk], front: FrontMatter
) -> Found | Refused:
    """The rights line at the end of the body becomes a field."""
    index = notice_index(chunks)
    if isinstance(index, Refused):
        return index
    if any(line.picture for line in found.lines[index:]):
        return found  # what pictures follow is no end of a text
    values, decisions = reading.rights(chunks[index:], front)
    return Found(
        found.lines[:index], found.values | values, found.decisions + decisions
    )

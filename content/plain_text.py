"""Plain text as people send it: one line a paragraph, the rights line last."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from content import front_matter
from content.article import Article, Author
from content.chunks import chunks
from content.decoding import Text, decode, normal_line
from content.draft import Given, Line, draft
from content.front_matter import FrontMatter
from content.importing import LIMIT, Decision, Imported, Refused
from content.outline import Outline, outline
from content.rights_line import holder_of, is_certain
from content.shapes import authors_of
from content.suggestions import suggest


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
    text = decode(raw, limit)
    if isinstance(text, Refused):
        return text
    front = front_matter.read(text.lines)
    if isinstance(front, Refused):
        return front
    found = _found(text, front, title)
    if isinstance(found, Refused):
        return found
    given = Given(id, language, title, published)
    lines = [Line(placed.kind, placed.text) for placed in found.blocks]
    article = draft(given, _values(found) | front.values, lines)
    return Imported(
        article=article,
        report=report(text, article, _decisions(found)),
        suggestions=() if article.title else suggest(article.blocks),
        encoding=text.encoding,
        sha256=sha256(raw).hexdigest(),
    )


def report(
    text: Text, article: Article, decisions: Sequence[Decision]
) -> tuple[Decision, ...]:
    """The decisions about lines in their order, then those about the whole file."""
    whole = []
    if article.title is None:
        whole.append(Decision(1, "title", 0.0, "title missing: no line is one"))
    if text.encoding == "windows-1256":
        whole.append(Decision(1, "encoding", 0.9, "not UTF-8; read as Windows-1256"))
    whole += [
        Decision(line, "cleaned", 1.0, "control characters were left out")
        for line in text.cleaned
    ]
    return tuple(sorted(decisions, key=lambda decision: decision.line)) + tuple(whole)


def _found(text: Text, front: FrontMatter, title: str | None) -> Outline | Refused:
    body = [normal_line(line) for line in text.lines[front.lines :]]
    if not any(body):
        return Refused("empty", "The file holds fields and no text.", front.lines)
    parts = chunks(body, front.lines + 1)
    if isinstance(parts, Refused):
        return parts
    return outline(parts, title or front.values.get("title"))


def _values(found: Outline) -> dict[str, Any]:
    values: dict[str, Any] = {"tail": tuple(chunk.text for chunk in found.tail)}
    if found.title:
        values["title"] = found.title.text
    if found.byline:
        names = authors_of(found.byline.text)
        values["authors"] = tuple(Author(name) for name in names)
    if found.notice:
        values["notice"] = found.notice.text
        values["holder"] = holder_of(found.notice.text)
    return values


def _decisions(found: Outline) -> list[Decision]:
    decisions = [placed.decision for placed in found.blocks if placed.decision]
    if found.title:
        said = "short, first, above a longer text"
        decisions.append(Decision(found.title.line, "title", 0.9, said))
    if found.byline:
        decisions.append(
            Decision(found.byline.line, "byline", 0.9, "names the authors")
        )
    if found.notice:
        sure = 0.99 if is_certain(found.notice.text) else 0.6
        said = f"states the rights, held by {holder_of(found.notice.text) or 'nobody named'}"
        decisions.append(Decision(found.notice.line, "notice", sure, said))
    decisions += [
        Decision(chunk.line, "tail", 0.9, "stands after the rights line")
        for chunk in found.tail
    ]
    return decisions

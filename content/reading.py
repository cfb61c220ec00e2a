"""What all readers of files share: decode, take the fields, find the rest, report."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from content import front_matter
from content.article import Article
from content.chunks import Chunk
from content.decoding import Text, decode
from content.draft import Given, Line, draft
from content.front_matter import FrontMatter
from content.importing import Decision, Imported, Refused
from content.outline import notice_index
from content.rights_line import holder_of, is_certain
from content.suggestions import suggest


class Found(NamedTuple):
    """What a reader found below the fields."""

    lines: list[Line]
    values: dict[str, Any]  # of the article's fields; those of the file win
    decisions: list[Decision]


NO_FIELDS = FrontMatter({}, frozenset(), 0)

# From the body's lines, the fields, and the title if it is known already.
Finder = Callable[[Sequence[str], FrontMatter, str | None], Found | Refused]


def read(raw: bytes, given: Given, limit: int, find: Finder) -> Imported | Refused:
    """The article in the file, or why there is none."""
    text = decode(raw, limit)
    if isinstance(text, Refused):
        return text
    front = front_matter.read(text.lines)
    if isinstance(front, Refused):
        return front
    known = given.title or front.values.get("title")
    found = find(text.lines[front.lines :], front, known)
    if isinstance(found, Refused):
        return found
    if not found.lines:
        return Refused("empty", "The file holds no text of an article.", 1)
    values = found.values | front.values
    return imported(raw, given, text, Found(found.lines, values, found.decisions))


def imported(raw: bytes, given: Given, text: Text, found: Found) -> Imported:
    """The article of what was found in the text of the bytes."""
    article = draft(given, found.values, found.lines)
    return Imported(
        article=article,
        report=_report(text, article, found.decisions),
        suggestions=() if article.title else suggest(article.blocks),
        encoding=text.encoding,
        sha256=sha256(raw).hexdigest(),
    )


def without_rights(found: Found, front: FrontMatter = NO_FIELDS) -> Found:
    """The rights line at the end becomes a field; one in the middle stays text."""
    chunks = [
        Chunk(number, "" if line.picture else line.text)
        for number, line in enumerate(found.lines, 1)
    ]
    index = notice_index(chunks)
    if isinstance(index, Refused) or any(line.picture for line in found.lines[index:]):
        return found
    values, decisions = rights(chunks[index:], front)
    return Found(
        found.lines[:index], found.values | values, found.decisions + decisions
    )


def rights(
    ending: Sequence[Chunk], front: FrontMatter
) -> tuple[dict[str, Any], list[Decision]]:
    """The fields of a rights line and what follows it, and how sure they are.

    If the file's fields name another notice, the line is kept in the tail.
    """
    if not ending:
        return {}, []
    (line, notice), *rest = ending
    holder = holder_of(notice)
    said = f"the rights line, held by {holder or 'nobody it names'}"
    sure = 0.99 if is_certain(notice) else 0.6
    other = front.values.get("notice", notice) != notice
    kept = ending if other else rest
    decisions = [
        Decision(line, "notice", sure, said),
        *(Decision(n, "tail", 0.9, "after the rights line") for n, _ in rest),
    ]
    tail = tuple(text for _, text in kept)
    return {"notice": notice, "holder": holder, "tail": tail}, decisions


def _report(
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
    return (*sorted(decisions, key=lambda decision: decision.line), *whole)

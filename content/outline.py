"""What each line of a plain text is: title, heading, paragraph, notice …, or a doubt."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.article import Kind
from content.chunks import Chunk
from content.folding import fold
from content.importing import Decision, Refused
from content.rights_line import LONGEST as LONGEST_NOTICE
from content.rights_line import is_certain, is_rights_line
from content.shapes import (
    BULLET,
    NUMBER,
    authors_of,
    ends_with,
    is_byline,
    is_headlike,
    is_one_sentence,
    is_short,
    is_surely_authors,
)

NUMBERED_HEADING = 150  # letters of the text below a heading that has a number


@dataclass(frozen=True, slots=True)
class Placed:
    """A chunk with what it was taken for."""

    chunk: Chunk
    kind: Kind
    decision: Decision | None = None

    @property
    def text(self) -> str:
        """The block's text, without the bullet or number of a list."""
        marks = {Kind.ITEM: BULLET, Kind.NUMBERED: NUMBER}
        pattern = marks.get(self.kind)
        return pattern.sub("", self.chunk.text, count=1) if pattern else self.chunk.text


@dataclass(frozen=True, slots=True)
class Outline:
    """Every chunk of the file, each in one place: nothing dropped, nothing made up."""

    title: Chunk | None
    byline: Chunk | None
    blocks: tuple[Placed, ...]
    ending: tuple[Chunk, ...]  # the rights line and what stands after it


def outline(parts: Sequence[Chunk], title: str | None = None) -> Outline | Refused:
    """The place of every chunk; *title* is what the caller already knows."""
    notice = notice_index(parts)
    if isinstance(notice, Refused):
        return notice
    body, ending = list(parts[:notice]), parts[notice:]
    heads = _takes_title(body, title)
    found = body.pop(0) if heads else None
    says = authors_of if found else is_surely_authors
    byline = body.pop(0) if body and says(body[0].text) else None
    known = title is not None or found is not None
    return Outline(
        title=found,
        byline=byline,
        blocks=tuple(_placed(body, i, known) for i in range(len(body))),
        ending=tuple(ending),
    )


def notice_index(parts: Sequence[Chunk]) -> int | Refused:
    """Where the rights line stands among the last four; else the end."""
    last = range(max(1, len(parts) - 4), len(parts))
    certain = [i for i in last if is_certain(parts[i].text)]
    likely = [i for i in last if is_rights_line(parts[i].text)]
    index = next(iter(certain + likely), len(parts))
    before = [chunk for chunk in parts[:index] if is_certain(chunk.text)]
    if len(parts) == 1 and before:
        return Refused("empty", "The file holds a rights line and no text.", 1)
    if any(len(chunk.text) > LONGEST_NOTICE for chunk in parts[index + 1 :]):
        before.append(parts[index])
    if before:
        line = before[0].line
        said = f"Line {line} states the rights and text follows it: two articles?"
        return Refused("two_articles", said, line, fields={"line": str(line)})
    return index


def _takes_title(body: Sequence[Chunk], title: str | None) -> bool:
    """Whether the first chunk is the title, or says again the one that was given."""
    if len(body) < 2:
        return False
    first, following = body[0].text, body[1].text
    if title is not None:
        return fold(first) == fold(title)
    longer = len(following) >= 2 * len(first) or is_byline(following)
    return is_headlike(first) and longer and not is_byline(first)


def _placed(body: Sequence[Chunk], i: int, title_known: bool) -> Placed:
    chunk = body[i]
    following = body[i + 1].text if i + 1 < len(body) else None
    before = body[i - 1].text if i else ""
    if BULLET.match(chunk.text):
        return _decided(chunk, Kind.ITEM, 0.9, "it begins with a bullet")
    if NUMBER.match(chunk.text):
        return _numbered(chunk, before, following)
    if len(body) == 1 or not is_short(chunk.text):
        return Placed(chunk, Kind.PARAGRAPH)
    if not is_headlike(chunk.text):
        return _short_sentence(chunk, i, following)
    doubt = _doubt(chunk.text, before, following, opens=i == 0 and not title_known)
    if doubt:
        return _decided(chunk, Kind.UNDECIDED, 0.5, doubt)
    confidence = 0.9 if i else 0.6
    return _decided(chunk, Kind.HEADING, confidence, "short, above a longer text")


def _numbered(chunk: Chunk, before: str, following: str | None) -> Placed:
    alone = not NUMBER.match(before) and len(following or "") >= NUMBERED_HEADING
    if alone and is_headlike(chunk.text):
        return _decided(chunk, Kind.HEADING, 0.8, "numbered, above a long text")
    return _decided(chunk, Kind.NUMBERED, 0.9, "it begins with a number")


def _short_sentence(chunk: Chunk, i: int, following: str | None) -> Placed:
    """A short line that ends like a sentence may still have been meant as a heading."""
    one = ends_with(chunk.text, (".", ":")) and is_one_sentence(chunk.text)
    if i and one and _is_below(chunk.text, following):
        said = "short and above a longer text, but it ends like a sentence"
        return _decided(chunk, Kind.UNDECIDED, 0.5, said)
    return Placed(chunk, Kind.PARAGRAPH)


def _doubt(text: str, before: str, following: str | None, *, opens: bool) -> str:
    """Why a line that looks like a heading may be none; the empty string if it is."""
    if is_byline(text):
        return "it names a translator or a source"
    if following is None:
        return "short, and nothing follows it"
    if opens:
        return "short, at the head of a text without a title"
    if any(is_headlike(other) for other in (before, following) if other):
        return "one of several short lines in a row"
    return "" if _is_below(text, following) else "short, and so is what follows"


def _decided(chunk: Chunk, kind: Kind, confidence: float, why: str) -> Placed:
    return Placed(chunk, kind, Decision(chunk.line, kind.value, confidence, why))


def _is_below(text: str, following: str | None) -> bool:
    return (
        following is not None and not is_short(following) and len(following) > len(text)
    )

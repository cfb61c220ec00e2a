"""Lines become blocks: one line each, or what blank lines part."""

from collections.abc import Sequence
from typing import NamedTuple

from content.importing import Refused
from content.rights_line import is_certain
from content.shapes import authors_of, ends_with, is_listed

WRAPPED = 100  # letters; a text without longer lines was broken by a program
FEWEST_WRAPPED = 5  # lines; fewer prove nothing

LONGEST_PARAGRAPH = 30  # broken lines; more are several paragraphs in one

_FINISHED = tuple(".!…؟?:؛،")


class Chunk(NamedTuple):
    """One block of the file's text and the line it begins at."""

    line: int
    text: str


def chunks(lines: Sequence[str], first: int = 1) -> tuple[Chunk, ...] | Refused:
    """The lines as blocks; lines broken by a program are joined at blank ones."""
    filled = [Chunk(n, line) for n, line in enumerate(lines, first) if line]
    if not _is_wrapped(filled):
        return tuple(filled)
    groups: list[list[Chunk]] = []
    for before, chunk in zip([None, *filled], filled, strict=False):
        follows = before is not None and before.line == chunk.line - 1
        if follows and not _begins(chunk.text):
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    whole = filled[-1].line - filled[0].line < len(filled)
    longest = max(groups, key=len)
    if whole or len(longest) > LONGEST_PARAGRAPH:
        line = longest[0].line
        said = f"From line {line} on, lines are broken and no blank line parts them."
        return Refused("ambiguous_lines", said, line, fields={"line": str(line)})
    return tuple(
        Chunk(group[0].line, " ".join(chunk.text for chunk in group))
        for group in groups
    )


def _is_wrapped(filled: Sequence[Chunk]) -> bool:
    plain = [chunk.text for chunk in filled if not is_listed(chunk.text)]
    if len(plain) < FEWEST_WRAPPED or max(map(len, plain)) > WRAPPED:
        return False
    unfinished = sum(not ends_with(text, _FINISHED) for text in plain)
    return unfinished > len(plain) / 2


def _begins(text: str) -> bool:
    """Whether the line begins something even where no blank line stands before it."""
    return is_listed(text) or bool(authors_of(text)) or is_certain(text)

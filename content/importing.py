"""What comes out of reading a file: an article with its report, or a refusal."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from content.article import Article
from content.image import Image

LIMIT = 5_000_000  # bytes; an article of this size would fill a thousand pages


@dataclass(frozen=True, slots=True)
class Decision:
    """What the reader took a line for, how surely, and why."""

    line: int  # in the file, from 1
    decision: str
    confidence: float  # below `SURE` an editor should look
    message: str


SURE = 0.7


@dataclass(frozen=True, slots=True)
class Imported:
    """An article read from a file; its state says what is still to be asked."""

    article: Article
    report: tuple[Decision, ...]
    suggestions: tuple[str, ...]  # titles for an article without one, best first
    encoding: str
    sha256: str  # of the file's bytes, or of the part that it is of
    images: tuple[Image, ...] = ()  # what its blocks show, for the media store
    addresses: tuple[str, ...] = ()  # where it stood before
    original: bytes | None = None  # its part of a file of many; None: all of it

    @property
    def doubts(self) -> tuple[Decision, ...]:
        """The decisions that an editor should look at."""
        return tuple(line for line in self.report if line.confidence < SURE)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be read as an article, with one sentence that says why."""

    code: str  # stable; what programs go by
    message: str
    line: int | None = None
    field: str | None = None
    # The sentence's own figures, for those who say it in another language.
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)

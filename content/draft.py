"""An article from what a reader found, what its fields say and what the caller says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from content.arabic import block_language, direction_of, majority
from content.article import (
    Article,
    Block,
    Direction,
    Kind,
    Picture,
    Span,
    State,
    resting_state,
)
from content.decoding import normal_line

# States that follow from what an article lacks; the others are somebody's decision.
_RESTING = (State.DRAFT, State.NEEDS_TITLE, State.NEEDS_DECISION)


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says; it wins over the file."""

    id: str
    language: str = "ar"  # of files that name none
    title: str | None = None
    published: datetime | None = None  # aware


@dataclass(frozen=True, slots=True)
class Line:
    """One block before its language is known."""

    kind: Kind
    text: str
    language: str | None = None  # None: by its letters
    direction: Direction | None = None
    spans: tuple[Span, ...] = ()
    picture: Picture | None = None


def draft(given: Given, values: dict[str, Any], lines: Sequence[Line]) -> Article:
    """The article, its state following from what it still lacks.

    *values* are its fields by their names, those of the file over those found.
    """
    body = "\n".join(line.text for line in lines)
    language, direction = spoken(given.language, body)
    if "language" in values:
        language = values["language"]
        direction = direction_of(language, body)
    direction = values.get("direction", direction)
    blocks = tuple(_block(line, language, direction) for line in lines)
    fields: dict[str, Any] = {"id": given.id, **values, **_said(given)}
    fields |= {"blocks": blocks, "language": language, "direction": direction}
    article = Article(**fields)
    if article.state in _RESTING:
        return replace(article, state=resting_state(article))
    return article


def spoken(language: str, text: str) -> tuple[str, Direction]:
    """The language and direction of a text, *language* unless its letters differ."""
    own = direction_of(language, text)
    most = majority(text) or own
    if most == own:
        return language, own
    return ("ar", "rtl") if most == "rtl" else ("en", "ltr")


def _block(line: Line, language: str, direction: Direction) -> Block:
    guess = block_language(line.text, language, direction)
    return Block(
        line.kind,
        line.text,
        line.language or guess[0],
        line.direction or guess[1],
        line.spans,
        line.picture,
    )


def _said(given: Given) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if given.title is not None and (title := normal_line(given.title)):
        said["title"] = title
    if given.published is not None:
        said["published"] = given.published.astimezone(UTC).replace(microsecond=0)
    return said

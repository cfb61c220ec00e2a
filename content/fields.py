"""An article's fields as an editor writes them above the text."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from babel import Locale, UnknownLocaleError

from content.article import Author, Direction, Note, State, Translation, is_id
from content.decoding import normal_line

NOTE_KINDS = get_args(Note.__annotations__["kind"])

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+")
_IDENTITY = re.compile(r"[^\s<>\"\\]{1,1000}")
_CONTACT = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]+")


class BadValueError(ValueError):
    """A value that a field cannot take; reads as the rest of “title …”."""


def text(value: object) -> str:
    """One line of text that is not blank."""
    if not isinstance(value, str) or not (line := normal_line(value)):
        raise BadValueError("must be a text")
    return line


def texts(value: object) -> tuple[str, ...]:
    """A list of texts; a single one stands for itself."""
    return tuple(text(item) for item in _listed(value))


def moment(value: object) -> datetime:
    """A time with its zone, in UTC and whole seconds; a bare day begins in UTC."""
    said = "must be a time with its zone, like 2026-11-22T09:00:00+02:00"
    try:
        at = datetime.fromisoformat(text(value))
        if at.tzinfo is None and len(text(value)) <= len("2026-11-22"):
            at = at.replace(tzinfo=UTC)
        if at.tzinfo is None:
            raise BadValueError(said)
        return at.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise BadValueError(said) from error


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _matching(pattern: re.Pattern[str], said: str) -> Callable[[object], str]:
    def parse(value: object) -> str:
        if not pattern.fullmatch(line := text(value)):
            raise BadValueError(said)
        return line

    return parse


def _identity(value: object) -> str:
    if not is_id(line := text(value)):
        raise BadValueError("must be a whole article id (a UUID)")
    return line


def _version(value: object) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", line := text(value)):
        raise BadValueError("must be a whole number")
    return int(line)


def _truth(value: object) -> bool:
    if value not in ("true", "false"):
        raise BadValueError("must be true or false")
    return value == "true"


def _state(value: object) -> State:
    try:
        return State(text(value))
    except ValueError as error:
        raise BadValueError(f"must be one of {', '.join(State)}") from error


def language(value: object) -> str:
    """The code of a language that Babel knows."""
    try:
        Locale.parse(text(value), sep="-")
    except (ValueError, UnknownLocaleError) as error:
        raise BadValueError("must be a language code, like ar or en-GB") from error
    return text(value)


def _direction(value: object) -> Direction:
    if value == "rtl":
        return "rtl"
    if value == "ltr":
        return "ltr"
    raise BadValueError("must be rtl or ltr")


guid = _matching(_IDENTITY, "must have no blanks and at most 1,000 letters")
_address = _matching(_ADDRESS, "must be an address, like https://example.org/a")
_contact = _matching(_CONTACT, "needs a uri like https://example.org or mailto:a@b.c")
_slug = _matching(_SLUG, "must be of a-z, 0-9 and single hyphens")


def _authors(value: object) -> tuple[Author, ...]:
    return tuple(_author(item) for item in _listed(value))


def _author(value: object) -> Author:
    if not isinstance(value, dict):
        return Author(text(value))
    _only(value, {"name", "uri"})
    uri = value.get("uri")
    return Author(text(value.get("name")), None if uri is None else _contact(uri))


def _notes(value: object) -> tuple[Note, ...]:
    return tuple(_note(item) for item in _listed(value))


def _note(value: object) -> Note:
    if not isinstance(value, dict):
        raise BadValueError("must be a list of kind, at and text")
    _only(value, {"kind", "at", "text"})
    kind: Any = value.get("kind")
    if kind not in NOTE_KINDS:
        raise BadValueError(f"needs a kind of {', '.join(NOTE_KINDS)}")
    return Note(kind, moment(value.get("at")), text(value.get("text")))


def _translations(value: object) -> tuple[Translation, ...]:
    if not isinstance(value, dict):
        raise BadValueError("must name an article id for each language")
    return tuple(
        Translation(language(code), _identity(other)) for code, other in value.items()
    )


def _only(value: Mapping[Any, object], known: set[str]) -> None:
    if unknown := [str(key) for key in value if key not in known]:
        raise BadValueError(f"does not know “{unknown[0]}”")


# The name in the file: the article's own name for it, and what reads its value.
FIELDS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "id": ("id", _identity),
    "state": ("state", _state),
    "version": ("version", _version),
    "lang": ("language", language),
    "language": ("language", language),
    "direction": ("direction", _direction),
    "title": ("title", text),
    "title_derived": ("title_derived", _truth),
    "summary": ("summary", text),
    "slug": ("slug", _slug),
    "authors": ("authors", _authors),
    "author": ("authors", _authors),
    "topics": ("topics", texts),
    "notice": ("notice", text),
    "holder": ("holder", text),
    "tail": ("tail", texts),
    "canonical_url": ("canonical_url", _address),
    "licence": ("licence", text),
    "published": ("published", moment),
    "updated": ("updated", moment),
    "embargo_until": ("embargo_until", moment),
    "expires": ("expires", moment),
    "notes": ("notes", _notes),
    "guid": ("guid", guid),
    "translations": ("translations", _translations),
}

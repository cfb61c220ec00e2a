"""An entry of somebody's feed or export, made an article that keeps who it was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html import escape
from typing import Any

from content import fields, reading
from content.article import Author, new_id
from content.decoding import Text, normal_line
from content.draft import Given
from content.fields import BadValueError
from content.html_blocks import Beside, Source, gather, known_language
from content.importing import Decision, Imported, Refused
from content.reading import Found
from content.targets import target


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed or an export says of one article; nothing is believed yet."""

    original: bytes  # its part of the file
    guid: str = ""
    addresses: Sequence[str] = ()
    title: str = ""
    markup: str = ""
    summary: str = ""
    published: str = ""
    authors: Sequence[str] = ()
    topics: Sequence[str] = ()
    language: str = ""
    base: str = ""
    blank_lines: bool = False
    line: int = 1
    remarks: Sequence[tuple[str, str]] = ()  # for the report


@dataclass(frozen=True, slots=True)
class Ways:
    """What an importer knows beside the file."""

    language: str = "ar"
    limit: int = 5_000_000
    beside: Beside = lambda _: None


def imported(entry: Entry, ways: Ways) -> Imported | Refused:
    """The entry's article, under its old identity and with its old addresses."""
    markup = entry.markup or f"<p>{escape(entry.summary)}</p>"
    if len(markup) > ways.limit:
        return _too_large(entry, ways)
    base = target(entry.base) or next(filter(None, map(target, entry.addresses)), None)
    gathered = gather(markup, Source(base, ways.beside, entry.blank_lines))
    if isinstance(gathered, Refused):
        return replace(gathered, line=entry.line)
    if not gathered.lines:
        said = f"The entry “{entry.title[:60]}” holds no text."
        return Refused("empty", said, entry.line)
    report = [
        *(Decision(entry.line, what, 0.9, said) for what, said in entry.remarks),
        *(replace(decision, line=entry.line) for decision in gathered.report),
    ]
    values = _values(entry, report)
    found = Found(gathered.lines, values, report)
    made = reading.imported(
        entry.original,
        Given(new_id(), ways.language),
        Text([], "utf-8"),
        reading.without_rights(found),
    )
    return replace(
        made,
        images=gathered.images,
        addresses=tuple(address for address in entry.addresses if address),
        original=entry.original,
        sha256=sha256(entry.original).hexdigest(),
    )


def _values(entry: Entry, report: list[Decision]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if title := normal_line(entry.title):
        values["title"] = title
    if entry.markup and (summary := normal_line(entry.summary)):
        values["summary"] = summary
    if at := moment(entry.published):
        values["published"] = at
    elif entry.published:
        said = f"the date {entry.published[:40]!r} cannot be read"
        report.append(Decision(entry.line, "published", 0.6, said))
    if language := known_language(entry.language):
        values["language"] = language
    values["authors"] = tuple(map(Author, _lines(entry.authors)))
    values["topics"] = _lines(entry.topics)
    if guid := _guid(entry, report):
        values["guid"] = guid
    return values


def moment(written: str) -> datetime | None:
    """A time as feeds write it: RFC 3339 or RFC 822; without a zone it is UTC."""
    try:
        return fields.moment(written)
    except BadValueError:
        pass
    try:
        at = parsedate_to_datetime(written)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return at.astimezone(UTC).replace(microsecond=0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _guid(entry: Entry, report: list[Decision]) -> str | None:
    if not entry.guid:
        return None
    try:
        return fields.guid(entry.guid)
    except BadValueError as error:
        said = f"the old identity {entry.guid[:60]!r} {error}; it has a new one"
        report.append(Decision(entry.line, "guid", 0.6, said))
        return None


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts if (line := normal_line(text))))


def _too_large(entry: Entry, ways: Ways) -> Refused:
    megabytes = f"{ways.limit / 1_000_000:g}"
    size = str(len(entry.markup))
    said = f"The entry has {size} letters; an article may have {megabytes} MB."
    figures = {"bytes": size, "limit": megabytes}
    return Refused("too_large", said, entry.line, fields=figures)

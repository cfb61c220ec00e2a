"""An article as plain JSON and back, without loss."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from content.article import Article, Author, Block, Kind, Note, State

_TIMES = ("published", "updated", "embargo_until", "expires")


def record_of_article(article: Article) -> dict[str, Any]:
    """The article as values that JSON knows."""
    record = asdict(article)
    for name in _TIMES:
        record[name] = _written(record[name])
    for note in record["notes"]:
        note["at"] = _written(note["at"])
    return record


def article_from_record(record: Mapping[str, Any]) -> Article:
    """The article that `record_of_article` was given."""
    values = dict(record)
    values |= {name: _read(values[name]) for name in _TIMES}
    values["state"] = State(values["state"])
    values["blocks"] = tuple(
        Block(**{**block, "kind": Kind(block["kind"])}) for block in values["blocks"]
    )
    values["authors"] = tuple(Author(**author) for author in values["authors"])
    values["notes"] = tuple(
        Note(**{**note, "at": _read(note["at"])}) for note in values["notes"]
    )
    for name in ("topics", "tail"):
        values[name] = tuple(values[name])
    return Article(**values)


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

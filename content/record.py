"""An article as plain JSON and back, without loss."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from content.article import (
    Article,
    Author,
    Block,
    Kind,
    Note,
    Picture,
    Span,
    State,
    Translation,
)

_TIMES = ("published", "updated", "embargo_until", "expires")


def record_of_article(article: Article) -> dict[str, Any]:
    """The article as values that JSON knows."""
    record = asdict(article)
    for name in _TIMES:
        record[name] = _written(record[name])
    for note in record["notes"]:
        note["at"] = _written(note["at"])
    record["blocks"] = [_short(block) for block in record["blocks"]]
    return record


def article_from_record(record: Mapping[str, Any]) -> Article:
    """The article that `record_of_article` was given."""
    values = dict(record)
    values |= {name: _read(values[name]) for name in _TIMES}
    values["state"] = State(values["state"])
    values["blocks"] = tuple(_block(block) for block in values["blocks"])
    values["authors"] = tuple(Author(**author) for author in values["authors"])
    values["notes"] = tuple(
        Note(**{**note, "at": _read(note["at"])}) for note in values["notes"]
    )
    values["translations"] = tuple(
        Translation(**each) for each in record.get("translations", ())
    )
    for name in ("topics", "tail"):
        values[name] = tuple(values[name])
    return Article(**values)


def _short(block: dict[str, Any]) -> dict[str, Any]:
    """The block without what it does not have: most have neither spans nor picture."""
    spans = [_without_none(span) for span in block.pop("spans")]
    picture = block.pop("picture")
    if spans:
        block["spans"] = spans
    if picture:
        block["picture"] = picture
    return block


def _block(record: Mapping[str, Any]) -> Block:
    values = {**record, "kind": Kind(record["kind"])}
    values["spans"] = tuple(Span(**span) for span in record.get("spans", ()))
    if picture := record.get("picture"):
        values["picture"] = Picture(**picture)
    return Block(**values)


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value is not None}


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

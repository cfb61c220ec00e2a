"""What partners may rely on in a webhook, as JSON Schema: one for each event type."""

import json
from typing import Any

from content.event import EventType

_TEXT = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_MAYBE_TIME = {"type": ["string", "null"], "format": "date-time"}
_ADDRESS = {"type": "string", "format": "uri"}
_WITHDRAWN = {EventType.WITHHELD: "withheld", EventType.KILLED: "canceled"}


def schema_of(type_: EventType, public_url: str) -> bytes:
    """The schema that `/schemas/<type>.json` serves; fields are added, never taken."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{public_url}/schemas/{type_.value}.json",
        "title": type_.value,
        **_object(type={"const": type_.value}, timestamp=_TIME, data=_data(type_)),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2).encode()


def _data(type_: EventType) -> dict[str, Any]:
    return _object(
        event={"type": "integer", "minimum": 1},
        # urn:uuid: and the id; of an article that moved here, what it was before.
        article={"type": "string", "pattern": r"^\S+$"},
        version={"type": "integer", "minimum": 1},
        previous_version={"type": "integer", "minimum": 0},
        content_hash={"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        url=_ADDRESS,
        language=_TEXT,
        direction={"enum": ["rtl", "ltr"]},
        ninjs=_recall(_WITHDRAWN[type_]) if type_ in _WITHDRAWN else _story(),
        syndication=_syndication(),
    )


def _syndication() -> dict[str, Any]:
    return _object(
        credit=_TEXT,
        notice=_TEXT,
        terms_url=_ADDRESS,
        canonical_url=_ADDRESS,
        signal={"enum": [None, "update", "correction", "withhold", "kill"]},
        embargoed_until=_MAYBE_TIME,
        expires=_MAYBE_TIME,
    )


def _story() -> dict[str, Any]:
    """A ninjs 3.1 item that may be published; what it has besides, ninjs rules."""
    return _common(
        pubStatus={"const": "usable"},
        headlines=_filled(),
        bodies=_filled(),
        by=_TEXT,
        copyrightHolder=_TEXT,
        copyrightNotice=_TEXT,
        usageTerms=_TEXT,
    )


def _recall(status: str) -> dict[str, Any]:
    """A ninjs 3.1 item that takes another back: it has no field for a text."""
    item = _common(pubStatus={"const": status}, edNote=_TEXT)
    return item | {"additionalProperties": False}


def _common(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - schemas are JSON
    return _object(
        standard={"type": "object"},
        uri={"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
        version={"type": "string", "pattern": "^[1-9][0-9]*$"},
        versionCreated=_TIME,
        language=_TEXT,
        **properties,
    )


def _filled() -> dict[str, Any]:
    value = {"type": "object", "required": ["value"]}
    return {"type": "array", "minItems": 1, "items": value}


def _object(**properties: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object with all of these properties; more may come in later versions."""
    return {"type": "object", "required": list(properties), "properties": properties}

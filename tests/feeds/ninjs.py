"""The fields of ninjs 3.1 that we use, with the types the IPTC's schema gives them."""

from typing import Any

_STRING = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}


def _objects(*names: str) -> dict[str, Any]:
    return {"type": "array", "items": _object(*names)}


def _object(*names: str) -> dict[str, Any]:
    properties = dict.fromkeys(names, _STRING)
    return {"type": "object", "additionalProperties": False, "properties": properties}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {
        "standard": _object("name", "version", "schema"),
        "uri": _STRING,
        "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite"]},
        "representationType": {"enum": ["full", "partial"]},
        "version": _STRING,
        "firstCreated": _TIME,
        "versionCreated": _TIME,
        "embargoedUntil": _TIME,
        "expires": _TIME,
        "pubStatus": {"enum": ["usable", "withheld", "canceled"]},
        "language": _STRING,
        "edNote": _STRING,
        "by": _STRING,
        "copyrightHolder": _STRING,
        "copyrightNotice": _STRING,
        "usageTerms": _STRING,
        "headlines": _objects("role", "contentType", "value"),
        "descriptions": _objects("role", "contentType", "value"),
        "bodies": _objects("role", "contentType", "value"),
        "subjects": _objects("name"),
        "infoSources": _objects("name", "uri"),
        "altIds": _objects("role", "value"),
    },
}

"""A small judge of ninjs 3.1: the fields we use, as the IPTC's schema has them."""

import re
from datetime import datetime
from typing import Any

_TEXT = {"role": str, "contentType": str, "value": str}
_FIELDS: dict[str, Any] = {
    "standard": {"name": str, "version": str, "schema": str},
    "uri": str,
    "type": {"text", "audio", "video", "picture", "graphic", "composite"},
    "representationType": {"full", "partial"},
    "version": str,
    "firstCreated": datetime,
    "versionCreated": datetime,
    "embargoedUntil": datetime,
    "expires": datetime,
    "pubStatus": {"usable", "withheld", "canceled"},
    "language": str,
    "edNote": str,
    "by": str,
    "copyrightHolder": str,
    "copyrightNotice": str,
    "usageTerms": str,
    "headlines": [_TEXT],
    "descriptions": [_TEXT],
    "bodies": [_TEXT],
    "subjects": [{"name": str}],
    "infoSources": [{"name": str, "uri": str}],
    "altIds": [{"role": str, "value": str}],
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def problems(item: dict[str, Any]) -> list[str]:
    """What the schema would not allow; nothing for a good item."""
    missing = [] if "uri" in item else ["uri is missing"]
    return missing + _of(item, _FIELDS, "")


def _of(value: Any, shape: Any, path: str) -> list[str]:
    if isinstance(shape, dict):
        return _of_object(value, shape, path)
    if isinstance(shape, list):
        found = [_of(part, shape[0], f"{path}[]") for part in value]
        return [problem for part in found for problem in part]
    return [] if _fits(value, shape) else [f"{path}: {value!r}"]


def _of_object(value: dict[str, Any], shape: dict[str, Any], path: str) -> list[str]:
    unknown = [f"{path}.{name} is unknown" for name in value if name not in shape]
    known = [_of(value[n], shape[n], f"{path}.{n}") for n in value if n in shape]
    return unknown + [problem for part in known for problem in part]


def _fits(value: Any, shape: Any) -> bool:
    if shape is datetime:
        return isinstance(value, str) and _TIME.fullmatch(value) is not None
    if isinstance(shape, set):
        return value in shape
    return isinstance(value, shape)

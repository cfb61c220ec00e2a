"""A small judge of JSON Schema 2020-12: the keywords that our schemas use, no more."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "null": type(None),
}
_UNJUDGED = {"$schema", "$id", "title", "type", "required", "additionalProperties"}


def problems(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:
    """Every way in which the value breaks the schema."""
    if not _is_of(value, schema.get("type")):
        return [f"{path} is no {schema['type']}"]
    found = list(_inside(value, schema, path))
    for keyword, wanted in schema.items():
        if keyword not in _UNJUDGED and not _JUDGES[keyword](value, wanted):
            found.append(f"{path} breaks {keyword}")
    return found


def _is_of(value: Any, names: str | list[str] | None) -> bool:
    if names is None:
        return True
    allowed = [names] if isinstance(names, str) else names
    return isinstance(value, tuple(_TYPES[name] for name in allowed))


def _inside(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from problems(part, schema.get("items", {}), f"{path}[{number}]")
    if isinstance(value, dict):
        yield from _inside_object(value, schema, path)


def _inside_object(
    value: dict[str, Any], schema: dict[str, Any], path: str
) -> Iterator[str]:
    known = schema.get("properties", {})
    missing = [name for name in schema.get("required", ()) if name not in value]
    yield from (f"{path}.{name} is missing" for name in missing)
    for name, part in value.items():
        if name in known:
            yield from problems(part, known[name], f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}.{name} is unknown"


def _is_time(value: Any, format_: str) -> bool:
    if format_ == "date-time" and value is not None:
        return datetime.fromisoformat(value).tzinfo is not None
    return True


_JUDGES: dict[str, Any] = {
    "const": lambda value, wanted: value == wanted,
    "enum": lambda value, wanted: value in wanted,
    "pattern": lambda value, wanted: re.search(wanted, value) is not None,
    "minimum": lambda value, wanted: value >= wanted,
    "minItems": lambda value, wanted: len(value) >= wanted,
    "format": _is_time,
    "properties": lambda value, wanted: True,  # judged inside
    "items": lambda value, wanted: True,
}

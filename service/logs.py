"""What the log says and how: lines of JSON for machines, plain ones for people."""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

Format = Literal["json", "text"]

# Libraries write down what they are given, addresses and tokens too: of theirs only
# what goes wrong is told, whatever the level.
_OURS = (
    "audience",
    "content",
    "delivery",
    "digests",
    "feeds",
    "jobs",
    "newsroom",
    "outbox",
    "service",
    "storage",
    "web",
)

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

# Nothing of ours says such things; what libraries and other machines say might.
_SECRETS = (
    (re.compile(r"[^\s<>\"'(,;:=]+@[^\s<>\"'),;]+\w"), "…@…"),
    (re.compile(r"(/(?:u|c|p|partner|sign-in)/)[^\s\"'<>?#]+"), r"\1…"),
    (re.compile(r"whsec_[\w+/=-]+"), "whsec_…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w+/=.~-]{8,}"), r"\1 …"),
)


def begin(level: str, form: Format | None = None) -> None:
    """From now on the log goes to stderr, in this form, and none of it twice.

    Args:
        level: what of ours is less than this is not told.
        form: by default JSON, and text on a terminal.
    """
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Stderr)]:
        root.removeHandler(handler)
    handler = _Stderr()
    chosen = form or ("text" if sys.stderr.isatty() else "json")
    handler.setFormatter(JsonLines() if chosen == "json" else Lines())
    root.addHandler(handler)
    root.setLevel("ERROR" if level == "ERROR" else "WARNING")
    for name in _OURS:
        logging.getLogger(name).setLevel(level)


def without_secrets(text: str) -> str:
    """The text without addresses of people, tokens and keys."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class JsonLines(logging.Formatter):
    """One object on one line: when, how grave, who, what, and its own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **_fields(record),
        }
        if record.exc_info:
            said["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


class Lines(logging.Formatter):
    """The same for people; an exception stands below its line."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines."""
        fields = [f"{name}={value}" for name, value in _fields(record).items()]
        words = [f"{record.levelname} {record.name}:", record.getMessage(), *fields]
        lines = [" ".join(words)]
        if record.exc_info:
            lines.append(self.formatException(record.exc_info))
        return without_secrets("\n".join(lines))


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes to what is stderr at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    own = {name: value for name, value in vars(record).items() if name not in _OWN}
    return {
        name: value if isinstance(value, int | float) else without_secrets(str(value))
        for name, value in own.items()
        if value is not None and not name.startswith("_")
    }


def _time(moment: float) -> str:
    at = datetime.fromtimestamp(moment, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"

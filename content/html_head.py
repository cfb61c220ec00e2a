"""What a page says of itself above its text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from content.decoding import normal_line

LONGEST = 100_000  # letters; what stands further down is no head

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{1,40})")
_BODY = re.compile(r"<body\b[^>]{0,2000}>?", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """Title, language, direction, base of links, and the fields of `meta`."""

    title: str = ""
    language: str = ""
    direction: str = ""
    canonical: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def head_of(markup: str) -> Head:
    """What the head says; nothing of it is believed yet."""
    start = markup[:LONGEST]
    body = _BODY.search(start)
    reader = _Reader()
    reader.feed(start[: body.end()] if body else start)
    reader.head.title = normal_line(reader.head.title)
    return reader.head


def declared_encoding(raw: bytes) -> str | None:
    """The encoding that the page names, in its first kilobytes."""
    found = _CHARSET.search(raw[:4_000])
    return found[1].decode("ascii").lower() if found else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.head = Head()
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in ("html", "body"):
            self.head.language = said.get("lang", "") or self.head.language
            self.head.direction = said.get("dir", "") or self.head.direction
        elif tag == "title":
            self._in_title = not self.head.title
        elif tag == "meta":
            name = (said.get("property") or said.get("name") or "").lower()
            self.head.fields.setdefault(name, said.get("content", ""))
        elif tag == "link" and said.get("rel", "").lower() == "canonical":
            self.head.canonical = said.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.head.title += data

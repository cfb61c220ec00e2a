"""The reader for a file, by its name."""

from datetime import datetime
from pathlib import PurePath

from content import markdown, plain_text
from content.importing import LIMIT, Imported, Refused

MARKDOWN = (".md", ".markdown")


def read(
    name: str,
    raw: bytes,
    *,
    id: str,  # noqa: A002 - the article's own word
    language: str = "ar",
    title: str | None = None,
    published: datetime | None = None,
    limit: int = LIMIT,
) -> Imported | Refused:
    """The article in the file: Markdown by its name, else plain text."""
    is_markdown = PurePath(name).suffix.lower() in MARKDOWN
    reader = markdown.read if is_markdown else plain_text.read
    return reader(
        raw, id=id, language=language, title=title, published=published, limit=limit
    )

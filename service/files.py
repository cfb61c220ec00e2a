"""Files that commands are given: found, opened, never more of them than is needed."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from content.importing import LIMIT, Refused
from content.pictures.form import MOST_BYTES
from content.readers import MANY, is_for_many
from newsroom.intake import File

# What a folder is searched for; a file that is named is read whatever its name.
_TEXTS = frozenset((".txt", ".md", ".markdown", ".html", ".htm", ".xhtml"))
_FEEDS = frozenset((".xml", ".rss", ".atom", ".json"))  # if they are feeds
_START = 8_000  # bytes that tell what a file is made for


def found(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, and those of the folders that may hold articles, in their order.

    A folder without any is given back itself, to be refused.
    """
    for path in paths:
        inner = sorted(_articles_in(path))
        yield from inner or [path]


def _articles_in(folder: Path) -> list[Path]:
    try:
        if not folder.is_dir():
            return []
        return [path for path in folder.rglob("*") if _is_for_articles(path)]
    except (OSError, ValueError):  # it is said when the path is opened
        return []


def _is_for_articles(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in _TEXTS:
        return path.is_file()
    if suffix not in _FEEDS or not path.is_file():
        return False
    with path.open("rb") as file:
        return is_for_many(path.name, file.read(_START))


def opened(path: Path) -> File | Refused:
    """The file's bytes; of a huge one no more than it takes to refuse it."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
            limit = MANY if is_for_many(path.name, start) else LIMIT
            data = start + file.read(limit + 1 - len(start))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Refused(
            "cannot_read",
            f"The file cannot be read: {reason}.",
            fields={"reason": reason},
        )
    if len(data) > MANY:
        megabytes = f"{MANY // 1_000_000}"
        said = f"The file has more than {megabytes} MB; split it."
        figures = {"bytes": str(len(data)), "limit": megabytes}
        return Refused("too_large", said, fields=figures)
    return File(path.name, data, partial(_beside, path.parent))


def _beside(folder: Path, name: str) -> bytes | None:
    """A picture in the file's folder or below it, never above it."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        return None

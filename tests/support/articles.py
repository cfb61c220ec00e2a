"""The publisher's article, where the machine has it, and its twin of our own."""

import json
import os
from pathlib import Path
from typing import Any

from content.article import Article
from content.importing import Imported
from content.plain_text import read
from tests.support.needs import skip

FOLDER = Path(__file__).parents[1] / "content" / "articles"
TWIN = FOLDER / "twin.txt"
ID = "3b0c9a5e-6f1d-4c2b-8a7e-5d4c3b2a1f00"


def outline_of(path: Path) -> dict[str, Any]:
    """What the text beside it is expected to be."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert isinstance(expected, dict)
    return expected


def twin() -> Article:
    """The twin as an article; it still needs a title."""
    result = read(TWIN.read_bytes(), id=ID)
    assert isinstance(result, Imported)
    return result.article


def seed() -> Path:
    """The publisher's own article, which never enters the repository."""
    folder = os.environ.get("NASHRA_TEST_ARTICLES")  # noqa: TID251 - no setting of ours
    if not folder:
        skip("articles of the publisher: NASHRA_TEST_ARTICLES is not set")
    path = Path(folder or "") / "russia-iran.txt"
    if not path.is_file():
        skip(f"articles of the publisher: {path.name} is not in NASHRA_TEST_ARTICLES")
    return path

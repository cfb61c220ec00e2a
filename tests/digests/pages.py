"""HTML parts as a reader's program sees them."""

import re
from typing import Any

from lxml import html as lxml_html

from digests.slots import ADDRESS, UNSUBSCRIBE, fill

SLOTS = {UNSUBSCRIBE: "https://mena.example/u/unsubscribe", ADDRESS: "sami@example.org"}


def parsed(page: str) -> Any:
    """The part as a tree, its slots filled: lxml reads no control characters."""
    return lxml_html.document_fromstring(fill(page, SLOTS))


def words(page: str) -> str:
    """What is read of the part, without its preheader."""
    lines = parsed(page).xpath("//table")[0].itertext()
    return re.sub(r"\s+", " ", " ".join(line for line in lines if line.strip()))


def told(tree: Any, *tags: str) -> list[str]:
    """What the elements say, one by one."""
    return [re.sub(r"\s+", " ", e.text_content()).strip() for e in tree.iter(*tags)]

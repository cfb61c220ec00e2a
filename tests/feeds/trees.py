"""XML read for assertions; a path that leads nowhere is an AssertionError."""

from typing import Any

from lxml import etree

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def tree(document: bytes) -> Any:
    """The root of a document that must be well-formed."""
    return etree.fromstring(document)


def text(node: Any, path: str) -> str:
    """The text at the path, which must be there and not be empty."""
    found = node.xpath(f"string({path})", namespaces=NAMES)
    assert found, path
    return str(found)

"""XML from outside, read element by element; no entity, no DTD, no network."""

from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from content.importing import Refused

_NO_ENTITIES = "The XML brings a document type of its own; such a file is not read."


class NotReadError(Exception):
    """Carries why the XML is not read."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.refused = refused


def elements(raw: bytes, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Each element of these tags, whole; it is emptied when the next is asked for.

    Raises:
        NotReadError: it is no XML, or more than XML.
    """
    if b"<!ENTITY" in raw.replace(b"\x00", b""):
        raise NotReadError(Refused("xml_entities", _NO_ENTITIES))
    found = etree.iterparse(
        BytesIO(raw),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in found:
            # An encoding of another kind may have hidden the word above.
            if element.getroottree().docinfo.internalDTD is not None:
                raise NotReadError(Refused("xml_entities", _NO_ENTITIES))
            yield element
            _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        said = f"Line {line} is not XML."
        fields = {"line": str(line)}
        raise NotReadError(Refused("bad_xml", said, line, fields=fields)) from error


def text_of(element: etree._Element, *paths: str) -> str:
    """The text of the first of these children that says something."""
    for path in paths:
        for child in element.iterfind(path):
            words = "".join(str(part) for part in child.itertext()).strip()
            if words:
                return words
    return ""


def line_of(element: etree._Element) -> int:
    """Where the element begins, from 1."""
    line: object = getattr(element, "sourceline", None)
    return line if isinstance(line, int) else 1


def _forget(element: etree._Element) -> None:
    """What was read takes no memory any more."""
    element.clear()
    parent, before = element.getparent(), element.getprevious()
    # The one before is empty; what else stands there may still be asked for.
    if parent is not None and before is not None and before.tag == element.tag:
        parent.remove(before)

"""Pictures that came with a file: beside it or within it, never from the network."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from content.article import Picture
from content.decoding import normal_line
from content.image import Image
from content.importing import Refused
from content.pictures.reading import read

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_DATA = re.compile(r"data:(?P<type>[^,]{0,200}),(?P<data>.*)", re.DOTALL)


class Embedded(NamedTuple):
    """A picture as the article names it, and its bytes."""

    picture: Picture
    image: Image


def picture_of(
    said: Mapping[str, str], beside: Callable[[str], bytes | None]
) -> Embedded | str:
    """The picture of an `img` element, or why it was left out."""
    raw = _bytes(said.get("src", "").strip(), beside)
    if isinstance(raw, str):
        return raw
    image = read(raw)
    if isinstance(image, Refused):
        return f"a picture left out: {image.message}"
    if image.width * image.height == 1:
        return "a picture of one point left out: it counts readers"
    picture = Picture(
        image.sha256,
        image.suffix,
        image.width,
        image.height,
        alt=normal_line(said.get("alt", "")),
    )
    return Embedded(picture, image)


def _bytes(source: str, beside: Callable[[str], bytes | None]) -> bytes | str:
    if found := _DATA.fullmatch(source):
        return _decoded(found["type"], found["data"])
    if not source or _SCHEME.match(source):
        return "a picture on another site left out; nothing is fetched"
    raw = beside(unquote(re.split("[?#]", source, maxsplit=1)[0]))
    return "a picture left out: there is no such file here" if raw is None else raw


def _decoded(kind: str, data: str) -> bytes | str:
    if not kind.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(data)
    try:
        return base64.b64decode(unquote(data), validate=False)
    except (binascii.Error, ValueError):
        return "a picture left out: its data is broken"

"""PNG (W3C): chunks, of which only those that make the picture are kept."""

import struct

from content.image import Image
from content.pictures.form import BrokenError, checked, take

MAGIC = b"\x89PNG\r\n\x1a\n"

_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs"
    b" acTL fcTL fdAT".split()
)


def read(raw: bytes) -> Image:
    """The picture without texts, times and the remarks of cameras.

    Raises:
        BrokenError: it is none.
        TooManyPixelsError: it is too large.
    """
    kept, at, kind = [MAGIC], len(MAGIC), b""
    width, height = checked(*struct.unpack(">II", take(raw, at + 8, 8)))
    if take(raw, at + 4, 4) != b"IHDR":
        raise BrokenError
    while kind != b"IEND":
        (length,) = struct.unpack(">I", take(raw, at, 4))
        chunk = take(raw, at, length + 12)
        kind = chunk[4:8]
        if kind in _KEPT:
            kept.append(chunk)
        at += len(chunk)
    return Image(b"".join(kept), "png", width, height)

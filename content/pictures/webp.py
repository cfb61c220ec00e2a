"""WebP (RFC 9649): chunks, of which only those that make the picture are kept."""

import struct

from content.image import Image
from content.pictures.form import BrokenError, checked, take

_KEPT = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP")
_REMARKS = 0x08 | 0x04  # in VP8X: there is Exif, there is XMP


def is_webp(raw: bytes) -> bool:
    """Whether the bytes begin like one."""
    return raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"


def read(raw: bytes) -> Image:
    """The picture without the remarks of cameras and programs.

    Raises:
        BrokenError: it is none.
        TooManyPixelsError: it is too large.
    """
    (length,) = struct.unpack("<I", take(raw, 4, 4))
    end = 8 + length
    take(raw, 0, end)
    kept, size, at = [], None, 12
    while at + 8 <= end:
        kind = raw[at : at + 4]
        (length,) = struct.unpack("<I", raw[at + 4 : at + 8])
        body = take(raw, at + 8, length)
        at += 8 + length + length % 2  # an odd one is filled up
        if kind not in _KEPT:
            continue
        found = _size(kind, body)
        size = size or found  # the first speaks for the whole
        kept.append(_chunk(kind, _without_remarks(kind, body)))
    if size is None:
        raise BrokenError
    data = b"WEBP" + b"".join(kept)
    return Image(b"RIFF" + struct.pack("<I", len(data)) + data, "webp", *size)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _without_remarks(kind: bytes, body: bytes) -> bytes:
    if kind != b"VP8X":
        return body
    return bytes([take(body, 0, 1)[0] & ~_REMARKS]) + body[1:]


def _size(kind: bytes, body: bytes) -> tuple[int, int] | None:
    """The size that a chunk tells, checked; None if it tells none."""
    if kind == b"VP8X":
        wide, high = take(body, 4, 3) + b"\0", take(body, 7, 3) + b"\0"
        return checked(_number(wide) + 1, _number(high) + 1)
    if kind == b"VP8 ":
        if take(body, 3, 3) != b"\x9d\x01\x2a":
            raise BrokenError
        width, height = struct.unpack("<HH", take(body, 6, 4))
        return checked(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        if take(body, 0, 1) != b"\x2f":
            raise BrokenError
        bits = _number(take(body, 1, 4))
        return checked((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return None


def _number(four: bytes) -> int:
    return int.from_bytes(four, "little")

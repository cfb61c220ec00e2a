"""JPEG (ITU T.81): segments, of which only those that make the picture are kept."""

import re
import struct

from content.image import Image
from content.pictures.form import BrokenError, checked, take

MAGIC = b"\xff\xd8\xff"

_EXIF = b"Exif\x00\x00"
# What colours need to be right; every other remark may say who, where and when.
_KEPT = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_END, _SCAN, _COMMENT = 0xD9, 0xDA, 0xFE
# A marker that ends the data of a scan: not a stuffed zero, no restart (§B.1.1.5).
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def read(raw: bytes) -> Image:
    """The picture without the remarks of cameras and programs.

    Raises:
        BrokenError: it is none.
        TooManyPixelsError: it is too large.
    """
    kept, size, turned, at = [b"\xff\xd8"], None, 1, 2
    while True:
        marker, at = _marker(raw, at)
        if marker == _END:
            break
        segment = _segment(raw, at)
        body = segment[2:]
        end = at + len(segment)
        if marker in _FRAMES:
            size = checked(*_size(body))
        if marker == _SCAN:
            end = _scan_end(raw, end)
        if marker == 0xE1 and body.startswith(_EXIF):
            turned = _orientation(body.removeprefix(_EXIF))
        elif _stays(marker, body):
            kept.append(bytes([0xFF, marker]) + raw[at:end])
        at = end
    if size is None:
        raise BrokenError
    width, height = size if turned < 5 else size[::-1]
    data = b"".join([kept[0], _turning(turned), *kept[1:], b"\xff\xd9"])
    return Image(data, "jpg", width, height)


def _marker(raw: bytes, at: int) -> tuple[int, int]:
    """The marker there, and where it ends; fillers may stand before it."""
    while take(raw, at, 2) == b"\xff\xff":
        at += 1
    first, marker = take(raw, at, 2)
    if first != 0xFF:
        raise BrokenError
    return marker, at + 2


def _segment(raw: bytes, at: int) -> bytes:
    (length,) = struct.unpack(">H", take(raw, at, 2))
    if length < 2:
        raise BrokenError
    return take(raw, at, length)


def _size(frame: bytes) -> tuple[int, int]:
    height, width = struct.unpack(">HH", take(frame, 1, 4))
    return width, height


def _scan_end(raw: bytes, at: int) -> int:
    found = _MARKER.search(raw, at)
    if found is None:
        raise BrokenError
    return found.start()


def _stays(marker: int, body: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return marker in _KEPT and body.startswith(_KEPT[marker])
    return marker != _COMMENT


def _orientation(tiff: bytes) -> int:
    """How the picture is to be turned; 1 is as it stands."""
    order = ">" if tiff.startswith(b"MM") else "<"
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(min(count, 100)):
            entry = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            tag, _, _, value = entry
            if tag == 0x0112 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _turning(orientation: int) -> bytes:
    """An Exif remark that says how to turn the picture, and nothing else."""
    if orientation == 1:
        return b""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    body = _EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body

"""GIF 89a: blocks, of which only those that make the picture are kept."""

import struct

from content.image import Image
from content.pictures.form import BrokenError, checked, take

MAGIC = (b"GIF87a", b"GIF89a")

_EXTENSION, _FRAME, _END = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def read(raw: bytes) -> Image:
    """The picture without comments and the remarks of programs.

    Raises:
        BrokenError: it is none.
        TooManyPixelsError: it is too large.
    """
    width, height, flags = struct.unpack("<HHB", take(raw, 6, 5))
    size = checked(width, height)
    at = 13 + _palette(flags)
    kept = [take(raw, 0, at)]
    while (kind := take(raw, at, 1)[0]) != _END:
        if kind == _EXTENSION:
            end = _blocks_end(raw, at + 2)
            stays = _stays(raw, at)
        elif kind == _FRAME:
            end = _frame_end(raw, at, size)
            stays = True
        else:
            raise BrokenError
        if stays:
            kept.append(raw[at:end])
        at = end
    return Image(b"".join([*kept, b";"]), "gif", width, height)


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _stays(raw: bytes, at: int) -> bool:
    label = take(raw, at + 1, 1)[0]
    if label == _APPLICATION:
        return take(raw, at + 3, 11) in _LOOPS
    return label == _CONTROL


def _frame_end(raw: bytes, at: int, size: tuple[int, int]) -> int:
    left, top, width, height, flags = struct.unpack("<HHHHB", take(raw, at + 1, 9))
    if left + width > size[0] or top + height > size[1]:
        checked(left + width, top + height)  # some programs let a frame stand over
    return _blocks_end(raw, at + 10 + _palette(flags) + 1)


def _blocks_end(raw: bytes, at: int) -> int:
    """Behind the blocks that each say their length, of which the last is empty."""
    while length := take(raw, at, 1)[0]:
        at += length + 1
    return at + 1

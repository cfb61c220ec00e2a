"""What every kind of picture is read into."""

from dataclasses import dataclass
from hashlib import sha256

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000  # a picture of more would fill a reader's memory

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Image:
    """A picture to be shown: its bytes hold nothing but the picture."""

    data: bytes
    suffix: str  # of MEDIA_TYPES
    width: int  # as it is seen, after turning
    height: int

    @property
    def sha256(self) -> str:
        """Its name in the store."""
        return sha256(self.data).hexdigest()


class BrokenError(Exception):
    """The bytes end or differ where the picture's form says that they do not."""


class TooManyPixelsError(Exception):
    """The picture says that it is larger than any page needs."""


def checked(width: int, height: int) -> tuple[int, int]:
    """The size, if a picture may have it.

    Raises:
        BrokenError: one of them is nothing.
        TooManyPixelsError: they are too much.
    """
    if width < 1 or height < 1:
        raise BrokenError
    if width * height > MOST_PIXELS:
        raise TooManyPixelsError
    return width, height


def take(data: bytes, start: int, length: int) -> bytes:
    """So many bytes from there.

    Raises:
        BrokenError: there are not so many.
    """
    part = data[start : start + length]
    if len(part) != length:
        raise BrokenError
    return part

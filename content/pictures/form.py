"""What every kind of picture is held to."""

MOST_BYTES = 5_000_000
MOST_PIXELS = 40_000_000  # a picture of more would fill a reader's memory


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

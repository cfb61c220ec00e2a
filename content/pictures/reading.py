"""A picture from bytes: sniffed, never believed by its name, and never decoded."""

from content.image import Image
from content.importing import Refused
from content.pictures import gif, jpeg, png, webp
from content.pictures.form import (
    MOST_BYTES,
    MOST_PIXELS,
    BrokenError,
    TooManyPixelsError,
)


def read(raw: bytes) -> Image | Refused:
    """The picture, rid of what it says besides; or why it may not be shown."""
    if len(raw) > MOST_BYTES:
        megabytes = f"{MOST_BYTES / 1_000_000:g}"
        said = f"The picture has {len(raw)} bytes; one may have {megabytes} MB."
        fields = {"bytes": str(len(raw)), "limit": megabytes}
        return Refused("picture_too_large", said, fields=fields)
    try:
        return _image(raw) or _of_no_kind()
    except BrokenError:
        return Refused("picture_broken", "The picture is broken.")
    except TooManyPixelsError:
        millions = f"{MOST_PIXELS // 1_000_000}"
        said = f"The picture has more than {millions} million pixels."
        return Refused("picture_pixels", said, fields={"limit": millions})


def _image(raw: bytes) -> Image | None:
    if raw.startswith(jpeg.MAGIC):
        return jpeg.read(raw)
    if raw.startswith(png.MAGIC):
        return png.read(raw)
    if raw.startswith(gif.MAGIC):
        return gif.read(raw)
    return webp.read(raw) if webp.is_webp(raw) else None


def _of_no_kind() -> Refused:
    said = "This is no JPEG, PNG, GIF or WebP picture; only those are shown."
    return Refused("picture_type", said)

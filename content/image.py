"""A picture to be shown, as a value."""

from dataclasses import dataclass
from hashlib import sha256

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

"""Style sheets and pictures, held in memory and named by what they hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_FACE = re.compile(r', url\("\.\./fonts/([^"]+)"\) format\("woff2"\)')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; `mark` changes with its bytes."""

    name: str
    data: bytes
    media_type: str

    @property
    def mark(self) -> str:
        """What stands before the name, so that the file may be kept for ever."""
        return sha256(self.data).hexdigest()[:12]


class Assets:
    """The files under `/static/`."""

    def __init__(self, fonts: Path | None = None) -> None:
        self._files = _read(fonts)
        self._marked = {
            f"{asset.mark}-{asset.name}": asset for asset in self._files.values()
        }

    def path(self, name: str) -> str:
        """The path whose answer never changes."""
        return f"/static/{self._files[name].mark}-{name}"

    def find(self, name: str) -> tuple[Asset, bool] | None:
        """The file of this name or marked name, and whether it may be kept for ever."""
        if name in self._marked:
            return self._marked[name], True
        return (self._files[name], False) if name in self._files else None


def _read(fonts: Path | None) -> Mapping[str, Asset]:
    files = [path for path in _FOLDER.iterdir() if path.suffix in _TYPES]
    return {path.name: _asset(path, fonts) for path in files}


def _asset(path: Path, fonts: Path | None) -> Asset:
    text = path.read_text(encoding="utf-8")
    return Asset(path.name, _faces_at_hand(text, fonts).encode(), _TYPES[path.suffix])


def _faces_at_hand(css: str, fonts: Path | None) -> str:
    """The sheet without the addresses of faces that are not installed."""
    return _FACE.sub(
        lambda face: face[0] if fonts and (fonts / face[1]).is_file() else "", css
    )

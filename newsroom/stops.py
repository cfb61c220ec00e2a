"""Stops: what a restored backup must never forget, in a file beside the database."""

import asyncio
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What says that two lines are of the same stop. Not the numbers alone: a house that was
# recovered from a backup counts on from there and gives them again.
_NAMES = ("event", "article", "subscription", "reader")

Stop = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stops:
    """The file `stops.ndjson`: one stop on each line, oldest first."""

    path: Path

    async def append(self, stop: Stop) -> None:
        """On return the stop is on disk, whatever happens to the machine."""
        await asyncio.to_thread(self._write, [stop])

    async def add_missing(self, stops: Iterable[Stop]) -> int:
        """Write those that are not there yet; how many they were."""
        return await asyncio.to_thread(self._add_missing, list(stops))

    def read(self) -> list[dict[str, Any]]:
        """All stops; a last line that a crash cut short is passed over."""
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().split(b"\n")
        return [stop for line in lines if (stop := _parsed(line)) is not None]

    def _add_missing(self, stops: list[Stop]) -> int:
        known = {_name(stop) for stop in self.read()}
        missing = [stop for stop in stops if _name(stop) not in known]
        if missing:
            self._write(missing)
        return len(missing)

    def _write(self, stops: list[Stop]) -> None:
        lines = "".join(json.dumps(stop, ensure_ascii=False) + "\n" for stop in stops)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        file = os.open(self.path, flags, 0o600)
        try:
            # One write, so that two processes never mix their lines; a line before
            # it that a crash cut short is closed first.
            data = (self._closing() + lines).encode()
            if os.write(file, data) != len(data):
                raise OSError(f"{self.path} took only a part of the line")
            os.fsync(file)
        finally:
            os.close(file)

    def _closing(self) -> str:
        with self.path.open("rb") as file:
            if not file.seek(0, os.SEEK_END):
                return ""
            file.seek(-1, os.SEEK_END)
            return "" if file.read(1) == b"\n" else "\n"


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        stop = json.loads(line)
    except ValueError:
        return None
    return stop if isinstance(stop, dict) else None


def _name(stop: Stop) -> tuple[Any, ...]:
    return tuple(stop.get(name) for name in _NAMES)

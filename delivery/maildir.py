"""A maildir in place of a relay: mail goes nowhere, and every outcome says so."""

import asyncio
import errno
import os
import re
from pathlib import Path

from delivery.envelope import Envelope, on_the_wire
from outbox.parcel import Deferred, Delivered, Outcome, Refused

TRANSPORT = "maildir"
SUFFIX = ".nashra"


class Maildir:
    """Puts each parcel into the folder exactly once, whatever happens in between."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: tuple[int, frozenset[str]] = (-1, frozenset())

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Deliver, durably: what is reported as delivered survives a power cut.

        The file's name is the parcel's, so an attempt repeated after a crash
        replaces the letter or finds that a reader has already moved it.
        """
        # As with a relay: what fails with one must not work without it.
        if isinstance(refused := on_the_wire(envelope, TRANSPORT), Refused):
            return refused
        name = _name(envelope.parcel_id)
        try:
            await asyncio.to_thread(self._store, name, envelope.data)
        except OSError as error:
            return Deferred(sentence(error, self._folder), transport=TRANSPORT)
        return Delivered(TRANSPORT)

    def _store(self, name: str, data: bytes) -> None:
        self._prepare()
        written = self._folder / "tmp" / name
        if name in self._seen():
            written.unlink(missing_ok=True)  # a crash while it was put here again
            return
        try:
            _write(written, data)
            written.replace(self._folder / "new" / name)
        except OSError:
            written.unlink(missing_ok=True)
            raise
        _sync(self._folder / "new")

    def _prepare(self) -> None:
        folders = [self._folder / name for name in ("tmp", "new", "cur")]
        missing = [folder for folder in folders if not folder.is_dir()]
        for folder in missing:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if missing:
            _sync(self._folder)

    def _seen(self) -> frozenset[str]:
        """The letters of ours that a reader has moved; looked up when it moved one."""
        cur = self._folder / "cur"
        changed = cur.stat().st_mtime_ns
        if self._read[0] != changed:
            names = (entry.name.partition(":")[0] for entry in cur.iterdir())
            self._read = changed, frozenset(n for n in names if n.endswith(SUFFIX))
        return self._read[1]


def sentence(error: OSError, folder: Path) -> str:
    """What the operator must know to make it work again."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk of {folder} is full."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"This process may not write in {folder}."
        case errno.EMFILE | errno.ENFILE:
            return "This process has too many files open."
        case _:
            return f"The letter could not be stored in {folder}: {error.strerror}."


def _name(parcel_id: str) -> str:
    if not re.fullmatch("[A-Za-z0-9_-]+", parcel_id):
        raise ValueError(f"{parcel_id!r} cannot be the name of a file")
    return parcel_id + SUFFIX


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC  # over what a crash has left
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """A rename is durable when its directory is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

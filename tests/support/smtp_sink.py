"""Postfix's smtp-sink: a relay that takes everything, and writes it down if asked."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.mailserver import free_port

PROGRAM = Path("/usr/sbin/smtp-sink")
PATIENCE = 10.0


@dataclass(frozen=True)
class Sink:
    """Where it listens, and what it has."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def letters(self) -> list[bytes]:
        """Every mail that it has written down, with CRLF, without what was added."""
        return [_own(file.read_bytes()) for file in sorted(self.folder.iterdir())]


def is_here() -> bool:
    return PROGRAM.exists()


@contextmanager
def sink(*options: str) -> Iterator[Sink]:
    """A sink that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="nashra-sink-", dir="/tmp"))
    folder.chmod(0o777)
    found = Sink(free_port(), folder)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen(  # noqa: S603  the machine's own program
        [
            PROGRAM,
            *user,
            *("-R", str(folder), "-d", "mail."),
            *options,
            f"127.0.0.1:{found.port}",
            "100",
        ],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(found.port, process)
        yield found
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Look into the kernel's table: a connection of ours would be written down."""
    until = time.monotonic() + PATIENCE
    listens = f":{port:04X} 00000000:0000 0A"
    while listens not in Path("/proc/net/tcp").read_text(encoding="ascii"):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


def _own(data: bytes) -> bytes:
    """The mail as it was given: the sink frames it with lines of its own."""
    at = data.index(b"Message-ID:")
    own = data[at:].replace(b"\r\n", b"\n").removesuffix(b"\n")
    return own.replace(b"\n", b"\r\n")

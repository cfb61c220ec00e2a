"""What a relay says: replies of one line or many, and nothing without end."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from delivery.reply import plain

LONGEST_LINE = 4096  # RFC 5321 §4.5.3.1.5 says 512; some say more
MOST_LINES = 100

# RFC 5321 §4.2: three digits, then a hyphen on every line but the last.
_LINE = re.compile(rb"([2-5][0-9]{2})([ -][^\r\n]*)?\r?\n")


class GarbledError(Exception):
    """What came is not SMTP."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, its lines without their codes."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its first words, on one line."""
        return plain(" ".join(self.lines))

    @property
    def is_ok(self) -> bool:
        """2xx: done."""
        return self.code // 100 == 2

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


async def read(reader: asyncio.StreamReader) -> Reply:
    """The next reply.

    Raises:
        ConnectionResetError: The connection ended first.
        GarbledError: It is no reply, or has no end.
    """
    code, lines = b"", list[bytes]()
    while len(lines) < MOST_LINES:
        match = _LINE.fullmatch(await _line(reader))
        if match is None or (code and match[1] != code):
            raise GarbledError("the relay does not speak SMTP")
        code, rest = match[1], match[2] or b""
        lines.append(rest[1:])
        if not rest.startswith(b"-"):
            return Reply(int(code), _decoded(lines))
    raise GarbledError("the relay's reply does not end")


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readline()
    except ValueError:  # longer than the reader's limit
        raise GarbledError("the relay's line does not end") from None
    if not line.endswith(b"\n"):
        raise ConnectionResetError("the relay hung up")
    return line


def _decoded(lines: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(line.decode(errors="replace").strip() for line in lines)

"""Base64 bodies whose readers' own parts are filled in last.

Nearly all of a message is the same for everybody. It is encoded once; for each
reader only the few lines around a slot are. Static text behind a slot may begin at
any of the 57 places of a line, so it is kept encoded for each of them: what comes out
is what encoding the whole would give, line by line.
"""

from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass

LINE = 57  # bytes that make 76 characters (RFC 2045 §6.8)


def encode(data: bytes) -> bytes:
    """Base64 in lines of 76 characters, each with its CRLF."""
    lines = (data[at : at + LINE] for at in range(0, len(data), LINE))
    return b"".join([b2a_base64(line, newline=False) + b"\r\n" for line in lines])


@dataclass(frozen=True, slots=True)
class Run:
    """Static bytes seen from one place of a line: its end, whole lines, what is left.

    `front` completes the line it begins in; where the bytes do not reach that far,
    `whole` and `rest` are empty and the line stays open.
    """

    front: bytes
    whole: bytes
    rest: bytes

    @classmethod
    def of(cls, data: bytes, missing: int) -> "Run":
        """The bytes where the line they begin in lacks so many."""
        end = missing + max(len(data) - missing, 0) // LINE * LINE
        return cls(data[:missing], encode(data[missing:end]), data[end:])


@dataclass(frozen=True, slots=True)
class Body:
    """A body with slots: `start` before the first, `runs` behind each of them."""

    start: Run
    runs: tuple[tuple[Run, ...], ...]

    @classmethod
    def of(cls, pieces: Sequence[bytes]) -> "Body":
        """The static pieces, of which each but the first stands behind a slot."""
        first, *others = pieces
        runs = (tuple(Run.of(p, missing) for missing in range(LINE)) for p in others)
        return cls(Run.of(first, 0), tuple(runs))

    def fill(self, values: Sequence[bytes]) -> list[bytes]:
        """The encoded body with a value in each slot, in their order; to be joined."""
        out = [self.start.whole]
        open_line = self.start.rest
        for value, runs in zip(values, self.runs, strict=True):
            open_line += value
            run = runs[-len(open_line) % LINE]
            open_line += run.front
            if len(open_line) % LINE == 0:
                out += encode(open_line), run.whole
                open_line = run.rest
        out.append(encode(open_line))
        return out

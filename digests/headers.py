"""Header fields as ASCII lines: encoded words, folding, and what is refused.

Our own encoder, because `email.message.EmailMessage` loses the space between two
encoded words (14 % of Arabic subjects come back changed) and turns a long
List-Unsubscribe into encoded words, after which no client finds its address.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from unicodedata import category

LINE = 76  # RFC 2047 §2: a line that holds an encoded word
LONGEST = 998  # RFC 5322 §2.1.1, without its CRLF
WORD = 75  # RFC 2047 §2: an encoded word
OPEN, CLOSE = "=?utf-8?B?", "?="
JOINERS = "\u200c\u200d"

_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # RFC 5322 §3.2.3
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_URL = re.compile(r"[!-;=?-~]+")  # printable ASCII without < and >


class HeaderError(ValueError):
    """A value that must not stand in the header it names."""

    def __init__(self, header: str, reason: str) -> None:
        super().__init__(f"{header}: {reason}")
        self.header = header


def field(name: str, value: str) -> str:
    """A field whose value is already ASCII and needs no folding."""
    refuse_controls(name, value)
    return _line(name, value)


def text(name: str, value: str) -> str:
    """An unstructured field; what a reader decodes is `value`, exactly."""
    refuse_controls(name, value)
    used = len(name) + 2
    return _line(name, folded(value, used) if _is_plain(value) else words(value, used))


def mailbox(name: str, phrase: str, address: str) -> str:
    """A field of one mailbox: the name, if there is one, and the address."""
    refuse_controls(name, phrase)
    refuse_controls(name, address)
    if not phrase:
        return _line(name, address)
    used = len(name) + 2
    plain = _is_plain(phrase)
    shown = folded(_phrase(phrase), used) if plain else words(phrase, used)
    last = shown.rpartition("\r\n")[2]
    gap = " " if used + len(last) + len(address) + 3 <= LINE else "\r\n "
    return _line(name, f"{shown}{gap}<{address}>")


def urls(name: str, several: Sequence[str]) -> str:
    """A field of `<url>`s, never encoded, folded only after a comma.

    RFC 2369 §2; Gmail and Outlook read List-Unsubscribe by text search.
    """
    for url in several:
        if not _URL.fullmatch(url):
            raise HeaderError(name, f"not an address in ASCII: {url!r}")
    return _line(name, ",\r\n ".join(f"<{url}>" for url in several))


def date(moment: datetime) -> str:
    """The Date field, in UTC (RFC 5322 §3.3)."""
    return field("Date", format_datetime(moment.astimezone(UTC)))


def refuse_controls(name: str, value: str) -> None:
    """Nothing that could begin another header: CR, LF, NUL and their kin."""
    if bad := _CONTROL.search(value):
        raise HeaderError(name, f"U+{ord(bad[0]):04X} may not stand in it")


def _line(name: str, value: str) -> str:
    """The field as it goes out, folds and all, with CRLF at its end."""
    line = f"{name}: {value}"
    if not line.isascii():
        raise HeaderError(name, "only ASCII goes on the wire")
    if (longest := max(map(len, line.split("\r\n")))) > LONGEST:
        raise HeaderError(name, f"a line of {longest} characters")
    return line + "\r\n"


def words(value: str, used: int) -> str:
    """The value as encoded words: the first fits a line of which `used` is gone."""
    pieces = _pieces(value, _room(LINE - used), _room(WORD))
    encoded = (b64encode(piece.encode()).decode() for piece in pieces)
    return "\r\n ".join(f"{OPEN}{word}{CLOSE}" for word in encoded)


def folded(value: str, used: int) -> str:
    """Plain text folded at its spaces where a line would pass 76."""
    lines: list[str] = []
    line = ""
    for word in value.split(" "):
        if line and used + len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _is_plain(value: str) -> bool:
    """Whether it may stand as it is and still be read as it is."""
    if "=?" in value or not _PLAIN.fullmatch(value):
        return not value
    return max(map(len, value.split(" "))) < LONGEST - LINE


def _phrase(value: str) -> str:
    """A display name: atoms as they are, else a quoted string (RFC 5322 §3.2.4)."""
    if _ATOMS.fullmatch(value):
        return value
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _room(characters: int) -> int:
    """How many bytes an encoded word of so many characters carries."""
    return (characters - len(OPEN) - len(CLOSE)) // 4 * 3


def _pieces(value: str, first: int, other: int) -> Iterator[str]:
    """The value cut into pieces of so many bytes at most."""
    piece, size, room = "", 0, first
    for cluster in _clusters(value, first):
        length = len(cluster.encode())
        if size + length > room:
            yield piece
            piece, size, room = "", 0, other
        piece += cluster
        size += length
    yield piece


def _clusters(value: str, limit: int) -> Iterator[str]:
    """Letters with the marks upon them; one longer than `limit` bytes is cut."""
    cluster = value[:1]
    for char in value[1:]:
        joins = category(char)[0] == "M" or char in JOINERS
        if joins and len((cluster + char).encode()) <= limit:
            cluster += char
        else:
            yield cluster
            cluster = char
    yield cluster

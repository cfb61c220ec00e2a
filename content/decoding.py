"""Bytes of a file become lines of text, or a refusal that names the byte or line."""

import re
import unicodedata
from typing import NamedTuple

from content.arabic import clean, strip_bidi
from content.importing import LIMIT, Refused

# Two readings of UTF-8 Arabic in a wrong code page: Windows-1252 and Windows-1256.
_MOJIBAKE = (frozenset("ØÙÚÛ"), frozenset("طظ"))
_MAGIC = {b"%PDF": "PDF", b"PK\x03\x04": "Word or ZIP", b"{\\rtf": "RTF"}
_PRESENTATION = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdf9\ufe70-\ufefc]+")
_SPACES = re.compile("[ \u00a0]+")
_EDGES = "\u200b\u200c\u200d\u2060"  # joiners mean nothing at the edge of a line
_ARABIC = re.compile("[\u0600-\u06ff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


class Text(NamedTuple):
    """A file's text, as many lines as the file has, spaces as they were typed."""

    lines: list[str]
    encoding: str
    cleaned: tuple[int, ...] = ()  # the lines, from 1, that held control characters


def decode(raw: bytes, limit: int = LIMIT) -> Text | Refused:
    """The file's lines, clean but as they were spaced; never a letter guessed."""
    refused = _unfit(raw, limit)
    if refused:
        return refused
    found = _decoded(raw)
    if isinstance(found, Refused):
        return found
    text, encoding = found
    broken = _broken(text)
    if broken:
        return broken
    raw_lines = _BREAKS.split(text)
    lines = [clean(line) for line in raw_lines]
    if not any(normal_line(line) for line in lines):
        return Refused("empty", "The file holds no text.")
    cleaned = [n for n, line in enumerate(raw_lines, 1) if _CONTROL.search(line)]
    return Text(lines, encoding, tuple(cleaned))


def normal_line(text: str) -> str:
    """One line of text: clean, unmarked, single spaces, nothing at its edges.

    What comes out goes in unchanged.
    """
    plain = clean(_composed(text)).replace("\ufeff", "")
    one = _SPACES.sub(" ", strip_bidi(plain))
    flat = one.replace("\n", " ")
    while (bare := flat.strip().strip(_EDGES)) != flat:
        flat = bare
    # Removing marks can bring letters and accents together that compose.
    return unicodedata.normalize("NFC", _SPACES.sub(" ", flat))


def _composed(text: str) -> str:
    """The text without the letter shapes that copies from PDFs hold.

    NFKC elsewhere would change what the author wrote (½, ², ﷺ).
    """
    return _PRESENTATION.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)


def _unfit(raw: bytes, limit: int) -> Refused | None:
    if len(raw) > limit:
        megabytes = f"{limit / 1_000_000:g}"
        return Refused(
            "too_large",
            f"The file has {len(raw)} bytes; an article may have {megabytes} MB.",
            fields={"bytes": str(len(raw)), "limit": megabytes},
        )
    kind = next((k for magic, k in _MAGIC.items() if raw.startswith(magic)), None)
    if kind:
        return Refused(
            "binary", f"This is a {kind} file, not text.", fields={"kind": kind}
        )
    return None if raw else Refused("empty", "The file is empty.")


def _decoded(raw: bytes) -> tuple[str, str] | Refused:
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError as error:
        if encoding == "utf-16" or not _mostly_arabic(raw):
            return _undecodable(raw, error.start)
    return raw.decode("cp1256"), "windows-1256"


def _mostly_arabic(raw: bytes) -> bool:
    """Windows-1256 gives every byte a letter, so only Arabic proves it."""
    text = raw.decode("cp1256")
    return len(_ARABIC.findall(text)) >= 0.4 * len(text)


def _undecodable(raw: bytes, byte: int) -> Refused:
    return Refused(
        "unknown_encoding",
        f"The file is neither UTF-8 nor Windows-1256: byte {byte} cannot be read.",
        line=raw[:byte].count(b"\n") + 1,
        fields={"byte": str(byte)},
    )


def _broken(text: str) -> Refused | None:
    """Text that decodes and yet is none: binary, or damaged before it came here."""
    if "\x00" in text:
        line = _line_of(text, text.index("\x00"))
        return Refused("binary", f"Line {line} holds a zero byte: not text.", line)
    if "\ufffd" in text:
        line = _line_of(text, text.index("\ufffd"))
        lost = f"Line {line} holds U+FFFD, the sign of a letter that was lost."
        return Refused("mojibake", lost, line)
    return _mojibake(text) or _controlled(text)


def _controlled(text: str) -> Refused | None:
    controls = len(_CONTROL.findall(text))
    if controls > 0.1 * len(text):
        return Refused("binary", f"{controls} control characters: this is not text.")
    return None


def _mojibake(text: str) -> Refused | None:
    letters = [character for character in text if character.isalpha()]
    for signs in _MOJIBAKE:
        hits = [letter in signs for letter in letters]
        if len(hits) >= 8 and sum(hits) > 0.3 * len(hits):
            first = next(i for i, character in enumerate(text) if character in signs)
            line = _line_of(text, first)
            said = "The text was saved in a wrong encoding: “Ø§Ù„” or “ط§ظ„” for «ال»."
            return Refused("mojibake", said, line)
    return None


def _line_of(text: str, index: int) -> int:
    return len(_BREAKS.split(text[:index]))

"""The demo's mailbox: the maildir read as a reader's mail program reads it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from content.arabic import direction_of, strip_bidi
from content.article import Direction

_EDITION = re.compile(r"https?://[^/\s]+(/newsletters/\S+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as its reader gets it."""

    key: str  # how its file's name begins: short, so that addresses fit on a line
    raw: bytes
    to: str
    from_name: str
    from_address: str
    subject: str
    date: datetime
    html: str
    text: str

    @property
    def shown_subject(self) -> str:
        """The subject as it reads; its invisible marks are for inboxes."""
        return strip_bidi(self.subject)

    @property
    def direction(self) -> Direction:
        """The direction of the subject, by its first letter."""
        return direction_of(None, self.shown_subject)

    @property
    def edition_path(self) -> str:
        """Where the same edition stands on the web."""
        found = _EDITION.search(self.text)
        return found[1] if found else ""

    def header(self, name: str) -> str:
        """The header as it stands in the bytes, unfolded and not decoded."""
        head = self.raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
        pattern = rb"(?im)^%s:[ ]*(.*?)\r?$" % name.encode()
        found = re.search(pattern, head)
        return found[1].decode("ascii", "backslashreplace") if found else ""


def letters(folder: Path) -> list[Letter]:
    """All letters in the maildir, newest first."""
    files = [file for part in ("new", "cur") for file in (folder / part).glob("*")]
    found = [_letter(file) for file in files]
    return sorted(found, key=lambda each: (each.date, each.to), reverse=True)


def _letter(file: Path) -> Letter:
    raw = file.read_bytes()
    message = BytesParser(policy=policy.default).parsebytes(raw)
    sender = parseaddr(str(message["from"]))
    return Letter(
        key=file.name.partition(".")[0][:8],
        raw=raw,
        to=str(message["to"]),
        from_name=sender[0],
        from_address=sender[1],
        subject=str(message["subject"]),
        date=parsedate_to_datetime(message["date"]),
        html=_part(message, "html"),
        text=_part(message, "plain"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""

"""Letters as RFC 5322 bytes: what is shared made once, the reader's own filled in last."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import escape

from digests import headers, slots
from digests.encoding import Body, encode
from digests.mailboxes import Mailbox

_ENCODED = b"; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Letter:
    """What all readers of one rendering share; its bodies carry the slots."""

    sender: Mailbox
    subject: str
    html: str
    text: str
    language: str
    date: datetime  # of the edition, so that a repeated parcel is the same bytes
    newsletter: str  # its id; List-Id is made of it and never changes
    reply_to: Mailbox | None = None
    archived_at: str | None = None  # the edition's page
    feedback_id: str | None = None  # edition:newsletter:kind:sender


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader, and the parcel in which the letter is owed to them."""

    parcel: str  # its id
    mailbox: Mailbox
    unsubscribe: str  # GET shows a page, POST leaves at once (RFC 8058)
    mailto: str | None = None  # the same by mail

    @property
    def values(self) -> dict[str, str]:
        """What stands in each slot of a plain text."""
        return {
            slots.UNSUBSCRIBE: self.unsubscribe,
            slots.ADDRESS: self.mailbox.address,
        }

    @property
    def escaped(self) -> dict[str, str]:
        """What stands in each slot of an HTML text."""
        return {slot: escape(value) for slot, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """A body cut at its slots and encoded as far as it can be."""

    slots: tuple[str, ...]
    body: Body

    @classmethod
    def of(cls, text: str) -> "Part":
        """The text, ready to be filled."""
        pieces, names = slots.split(text)
        return cls(names, Body.of([piece.encode() for piece in pieces]))

    def fill(self, values: Mapping[str, str]) -> list[bytes]:
        """The encoded body with these values, to be joined."""
        return self.body.fill([values[name].encode() for name in self.slots])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter of which nothing is missing but the reader's own bytes."""

    domain: str
    head: bytes
    text: Part
    html: Part

    def fill(self, recipient: Recipient) -> bytes:
        """The message for one reader: byte by byte what `assemble` would make."""
        return _message(
            self.head,
            _own_head(self.domain, recipient),
            _boundary(recipient),
            self.text.fill(recipient.values),
            self.html.fill(recipient.escaped),
        )


def prepare(letter: Letter) -> Prepared:
    """The letter made ready for many readers."""
    return Prepared(
        domain=letter.sender.domain,
        head=_shared_head(letter),
        text=Part.of(letter.text),
        html=Part.of(letter.html),
    )


def assemble(letter: Letter, recipient: Recipient) -> bytes:
    """The message for one reader: ASCII, CRLF, text before HTML, all of it base64."""
    text = slots.fill(letter.text, recipient.values)
    html = slots.fill(letter.html, recipient.escaped)
    return _message(
        _shared_head(letter),
        _own_head(letter.sender.domain, recipient),
        _boundary(recipient),
        [encode(text.encode())],
        [encode(html.encode())],
    )


def _shared_head(letter: Letter) -> bytes:
    sender = letter.sender
    if not _LABEL.fullmatch(letter.newsletter):
        raise headers.HeaderError("List-Id", f"not a label: {letter.newsletter!r}")
    fields = [
        headers.date(letter.date),
        headers.mailbox("From", sender.name, sender.address),
    ]
    if reply := letter.reply_to:
        fields.append(headers.mailbox("Reply-To", reply.name, reply.address))
    fields.append(headers.text("Subject", letter.subject))
    # RFC 2919: in the namespace of the From domain, stable for ever.
    fields.append(headers.field("List-Id", f"<{letter.newsletter}.{sender.domain}>"))
    if letter.archived_at:
        fields.append(headers.urls("Archived-At", [letter.archived_at]))
    if letter.feedback_id:
        fields.append(headers.field("Feedback-ID", letter.feedback_id))
    fields.append(headers.field("Content-Language", letter.language))
    fields.append(headers.field("MIME-Version", "1.0"))
    return "".join(fields).encode("ascii")


def _own_head(domain: str, recipient: Recipient) -> bytes:
    leave = [url for url in (recipient.unsubscribe, recipient.mailto) if url]
    fields = [
        headers.mailbox("To", recipient.mailbox.name, recipient.mailbox.address),
        headers.field("Message-ID", f"<{_parcel(recipient)}@{domain}>"),
        headers.urls("List-Unsubscribe", leave),
        headers.field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]
    return "".join(fields).encode("ascii")


def _boundary(recipient: Recipient) -> bytes:
    """Never a line of base64, and the same for the same parcel."""
    return f"=_{_parcel(recipient)}".encode("ascii")


def _parcel(recipient: Recipient) -> str:
    if not _LABEL.fullmatch(recipient.parcel):
        raise headers.HeaderError("Message-ID", f"no id: {recipient.parcel!r}")
    return recipient.parcel


def _message(
    head: bytes, own: bytes, edge: bytes, text: list[bytes], html: list[bytes]
) -> bytes:
    """Everything joined once: 100 KB copied twice cost more than all the rest."""
    return b"".join(
        (
            head,
            own,
            b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n' % edge,
            b"--%b\r\nContent-Type: text/plain%b" % (edge, _ENCODED),
            *text,
            b"--%b\r\nContent-Type: text/html%b" % (edge, _ENCODED),
            *html,
            b"--%b--\r\n" % edge,
        )
    )

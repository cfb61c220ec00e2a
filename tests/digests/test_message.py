import email
import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage

import fast_mail_parser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.compose import compose
from digests.headers import HeaderError
from digests.mailboxes import Mailbox, mailbox
from digests.message import Letter, Recipient, assemble, prepare
from digests.slots import ADDRESS, UNSUBSCRIBE
from tests.digests.samples import CORRECTION, MIXED, NOW, material

EDITION = compose(material(*MIXED, corrections=(CORRECTION,)))
LETTER = Letter(
    sender=Mailbox("newsletter", "mena.example", "مركز أبحاث مينا"),
    subject=EDITION.subject,
    html=EDITION.html,
    text=EDITION.text,
    language="ar",
    date=NOW,
    newsletter="tuesday",
    reply_to=Mailbox("desk", "mena.example"),
    archived_at="https://mena.example/newsletters/tuesday/47",
    feedback_id="47:tuesday:digest:mena",
)
READER = Recipient(
    parcel="3f0c9a5e-1111-4222-8333-444455556666",
    mailbox=Mailbox("sami", "example.org"),
    unsubscribe="https://mena.example/u/token?a=1&b=2",
    mailto="mailto:leave@mena.example?subject=token",
)
ONCE = (
    "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Archived-At", "Content-Language",
    "Feedback-ID", "MIME-Version", "Content-Type",
)  # fmt: skip

slotted = st.lists(
    st.sampled_from(
        [ADDRESS, UNSUBSCRIBE, "سطر\n", "<p>نص & S-400</p>", ".\n", "x" * 61]
    ),
    max_size=12,
).map("".join)


def read(message: bytes) -> EmailMessage:
    found = email.message_from_bytes(
        message, _class=EmailMessage, policy=policy.default
    )
    assert isinstance(found, EmailMessage)
    return found


def bodies(message: bytes) -> tuple[str, str]:
    text, html = read(message).iter_parts()
    return text.get_content(), html.get_content()


def test_each_header_stands_exactly_once():
    found = read(assemble(LETTER, READER))

    assert {name: len(found.get_all(name, [])) for name in ONCE} == dict.fromkeys(
        ONCE, 1
    )
    assert found.defects == []
    assert found["Bcc"] is None


def test_the_headers_say_what_the_letter_is():
    found = read(assemble(LETTER, READER))

    assert found["From"].addresses[0].display_name == "مركز أبحاث مينا"
    assert found["From"].addresses[0].addr_spec == "newsletter@mena.example"
    assert found["To"] == "sami@example.org"
    assert found["Reply-To"] == "desk@mena.example"
    assert found["Subject"] == EDITION.subject
    assert found["Date"].datetime == NOW
    assert found["Message-ID"] == f"<{READER.parcel}@mena.example>"
    assert found["List-Id"] == "<tuesday.mena.example>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Archived-At"] == "<https://mena.example/newsletters/tuesday/47>"
    assert found["Content-Language"] == "ar"
    assert found["Feedback-ID"] == "47:tuesday:digest:mena"


def test_https_stands_before_mailto_in_plain_ascii():
    message = assemble(LETTER, READER)

    assert (
        f"\r\nList-Unsubscribe: <{READER.unsubscribe}>,\r\n <{READER.mailto}>\r\n"
    ).encode() in message


def test_what_is_not_set_is_left_out():
    letter = replace(LETTER, reply_to=None, archived_at=None, feedback_id=None)

    found = read(assemble(letter, replace(READER, mailto=None)))

    assert not {"Reply-To", "Archived-At", "Feedback-ID"} & set(found.keys())
    assert found["List-Unsubscribe"] == f"<{READER.unsubscribe}>"


def test_text_stands_before_html_and_both_are_utf8_in_base64():
    found = read(assemble(LETTER, READER))

    parts = list(found.iter_parts())
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert {part.get_content_charset() for part in parts} == {"utf-8"}
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"base64"}


def test_every_line_is_ascii_short_and_ends_in_crlf():
    message = assemble(LETTER, READER)

    assert message.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", message)
    assert all(len(line) <= 76 for line in message.split(b"\r\n"))
    assert not re.search(rb"(?m)^\.", message)  # so that no dot needs stuffing


def test_a_text_of_dots_needs_no_stuffing():
    letter = replace(LETTER, text=".\n..\n.\r\n", html="<p>.</p>")

    message = assemble(letter, READER)

    assert not re.search(rb"(?m)^\.", message)
    assert bodies(message)[0].replace("\r\n", "\n") == ".\n..\n.\n"


def test_the_slots_are_filled_in_each_part():
    text, html = bodies(assemble(LETTER, READER))

    assert "sami@example.org" in text
    assert "sami@example.org" in html
    assert READER.unsubscribe in text
    assert 'href="https://mena.example/u/token?a=1&amp;b=2"' in html
    assert not re.search("[\x02\x03]", text + html)


def test_an_address_cannot_write_html():
    reader = replace(READER, mailbox=Mailbox("<b>&'", "example.org"))

    _, html = bodies(assemble(LETTER, reader))

    assert "&lt;b&gt;&amp;&#39;@example.org" in html


def test_two_other_readers_find_the_same():
    message = assemble(LETTER, READER)

    found = fast_mail_parser.parse_email(message, strict=True)
    assert found.warnings == []
    assert found.subject == EDITION.subject
    assert found.text_plain == [bodies(message)[0]]
    assert found.text_html == [bodies(message)[1]]


def test_a_repeated_parcel_is_the_same_bytes():
    assert assemble(LETTER, READER) == assemble(LETTER, READER)


def test_readers_differ_in_nothing_but_their_own():
    other = replace(READER, parcel="9" * 8)

    changed = assemble(LETTER, other).replace(b"9" * 8, READER.parcel.encode())

    assert changed == assemble(LETTER, READER)


@given(
    text=slotted,
    html=slotted,
    local=st.from_regex(r"[a-z]{1,60}", fullmatch=True),
    token=st.from_regex(r"[A-Za-z0-9&=?_-]{1,380}", fullmatch=True),
)
def test_filling_makes_the_bytes_of_assembling(text, html, local, token):
    letter = replace(LETTER, text=text, html=html)
    reader = replace(
        READER,
        mailbox=Mailbox(local, "example.org"),
        unsubscribe=f"https://mena.example/u/{token}",
    )

    assert prepare(letter).fill(reader) == assemble(letter, reader)


def test_a_digest_is_filled_as_it_is_assembled():
    assert prepare(LETTER).fill(READER) == assemble(LETTER, READER)


def test_an_arabic_domain_goes_out_in_a_labels():
    sender, reader = mailbox("نشرة@مثال.إختبار"), mailbox("sami@مثال.إختبار")
    assert not isinstance(sender, Mailbox)
    assert isinstance(reader, Mailbox)
    letter = replace(LETTER, sender=replace(reader, local="n"))

    found = read(assemble(letter, replace(READER, mailbox=reader)))

    assert found["To"] == "sami@xn--mgbh0fb.xn--kgbechtv"
    assert found["Message-ID"].endswith("@xn--mgbh0fb.xn--kgbechtv>")
    assert found["List-Id"] == "<tuesday.xn--mgbh0fb.xn--kgbechtv>"


EVIL = "x\r\nBcc: y@z.example"


@pytest.mark.parametrize(
    ("letter", "header"),
    [
        (replace(LETTER, subject=EVIL), "Subject"),
        (replace(LETTER, sender=Mailbox("n", "mena.example", EVIL)), "From"),
        (replace(LETTER, sender=Mailbox(EVIL, "mena.example")), "From"),
        (replace(LETTER, reply_to=Mailbox(EVIL, "mena.example")), "Reply-To"),
        (replace(LETTER, newsletter=EVIL), "List-Id"),
        (replace(LETTER, newsletter="نشرة"), "List-Id"),
        (replace(LETTER, archived_at=EVIL), "Archived-At"),
        (replace(LETTER, feedback_id=EVIL), "Feedback-ID"),
        (replace(LETTER, language=EVIL), "Content-Language"),
    ],
)
def test_a_letter_cannot_smuggle_a_header(letter, header):
    with pytest.raises(HeaderError, match=header):
        prepare(letter)


@pytest.mark.parametrize(
    ("reader", "header"),
    [
        (replace(READER, parcel=EVIL), "Message-ID"),
        (replace(READER, parcel=""), "Message-ID"),
        (replace(READER, mailbox=Mailbox(EVIL, "example.org")), "To"),
        (replace(READER, unsubscribe=EVIL), "List-Unsubscribe"),
        (replace(READER, mailto=EVIL), "List-Unsubscribe"),
    ],
)
def test_a_reader_cannot_smuggle_a_header(reader, header):
    with pytest.raises(HeaderError, match=header):
        prepare(LETTER).fill(reader)

import email
import random
import re
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import fast_mail_parser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.arabic import bidi_text
from digests import headers
from digests.headers import HeaderError

SUBJECTS = 500
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئ"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
OTHERS = (
    "S-400",
    "MENA",
    "“Su-35”",
    "2026",
    "C++",
    "،",
    "؟",
    "«مينا»",
    "=?utf-8?",
    "…",
)

texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=200)


def arabic_subject(chance: random.Random) -> str:
    def word() -> str:
        if chance.random() < 0.2:
            return chance.choice(OTHERS)
        letters = chance.choices(LETTERS, k=chance.randint(1, 9))
        return "".join(
            x + (chance.choice(MARKS) * (chance.random() < 0.3)) for x in letters
        )

    gap = " " if chance.random() < 0.9 else "  "
    words = gap.join(word() for _ in range(chance.randint(1, 25)))
    return bidi_text(words) if chance.random() < 0.5 else words


def parsed(line: str):
    return (line + "\r\n").encode("ascii")


def test_500_arabic_subjects_come_back_exactly_from_two_parsers():
    chance = random.Random(2026)  # noqa: S311 - a seed, not a secret

    for _ in range(SUBJECTS):
        subject = arabic_subject(chance)
        message = parsed(headers.text("Subject", subject))

        by_policy = email.message_from_bytes(message, policy=policy.default)["Subject"]
        raw = email.message_from_bytes(message, policy=policy.compat32)["Subject"]
        assert by_policy == subject
        assert str(make_header(decode_header(raw))) == subject
        assert fast_mail_parser.parse_email(message).subject == subject


@given(texts)
def test_encoded_words_are_lawful_whatever_they_carry(subject):
    field = headers.text("Subject", subject)

    lines = field.removesuffix("\r\n").split("\r\n")
    assert field.isascii()
    assert "?==?" not in field
    for line in lines:
        for word in re.findall(r"=\?utf-8\?B\?[^?]*\?=", line):
            assert len(word) <= 75
            assert len(line) <= 76


@given(texts.filter(lambda text: text == text.strip()))
def test_what_is_encoded_is_decoded_exactly(subject):
    field = headers.text("Subject", subject)

    raw = email.message_from_bytes(parsed(field), policy=policy.compat32)["Subject"]
    assert str(make_header(decode_header(raw or ""))) == subject


def test_plain_ascii_stays_plain():
    assert headers.text("Subject", "Electric buses, part 2") == (
        "Subject: Electric buses, part 2\r\n"
    )


def test_an_empty_subject_is_empty():
    assert headers.text("Subject", "") == "Subject: \r\n"


def test_plain_ascii_is_folded_at_its_spaces():
    field = headers.text("Subject", "word " * 60 + "end")

    lines = field.split("\r\n")
    assert all(len(line) <= 76 for line in lines)
    assert field.replace("\r\n", "").removeprefix("Subject: ") == "word " * 60 + "end"


@pytest.mark.parametrize(
    "text", ["=?utf-8?B?eA==?=", "two  spaces", " before", "x" * 990]
)
def test_ascii_that_would_be_read_as_something_else_is_encoded(text):
    field = headers.text("Subject", text)

    raw = email.message_from_bytes(parsed(field), policy=policy.compat32)["Subject"]
    assert field.startswith("Subject: =?utf-8?B?")
    assert str(make_header(decode_header(raw))) == text


def test_a_letter_is_not_parted_from_its_marks():
    field = headers.text("Subject", "مُحَمَّدٌ" * 20)

    for word in re.findall(r"=\?utf-8\?B\?[^?]*\?=", field):
        assert str(make_header(decode_header(word)))[0] not in MARKS


def test_marks_without_end_are_cut_somewhere():
    subject = "م" + "\u064e" * 200

    field = headers.text("Subject", subject)

    assert max(map(len, field.split("\r\n"))) <= 76
    raw = email.message_from_bytes(parsed(field), policy=policy.compat32)["Subject"]
    assert str(make_header(decode_header(raw))) == subject


@pytest.mark.parametrize("bad", ["\r", "\n", "\0", "\r\nBcc: x@y.z", "\x85", "\ud800"])
@pytest.mark.parametrize(
    "write",
    [
        lambda bad: headers.text("Subject", f"عنوان{bad}"),
        lambda bad: headers.text("Subject", f"title{bad}"),
        lambda bad: headers.field("Subject", f"title{bad}"),
        lambda bad: headers.mailbox("Subject", f"name{bad}", "a@b.c"),
        lambda bad: headers.mailbox("Subject", "name", f"a@b.c{bad}"),
        lambda bad: headers.urls("Subject", [f"https://x{bad}"]),
    ],
    ids=["words", "plain", "field", "name", "address", "url"],
)
def test_nothing_can_begin_another_header(write, bad):
    with pytest.raises(HeaderError, match="Subject") as error:
        write(bad)

    assert error.value.header == "Subject"
    assert isinstance(error.value, ValueError)


def test_a_line_no_server_would_take_is_refused():
    with pytest.raises(HeaderError, match="line of 1"):
        headers.field("Feedback-ID", "x" * 1000)


def test_other_letters_than_ascii_are_refused_where_nothing_encodes_them():
    with pytest.raises(HeaderError, match="ASCII"):
        headers.field("Feedback-ID", "عدد")


@pytest.mark.parametrize("length", [20, 60, 100, 400])
def test_list_unsubscribe_is_plain_at_any_length(length):
    url = "https://mena.example/u/".ljust(length, "x")
    mailto = "mailto:leave@mena.example?subject=x"

    field = headers.urls("List-Unsubscribe", [url, mailto])

    assert field == f"List-Unsubscribe: <{url}>,\r\n <{mailto}>\r\n"


@pytest.mark.parametrize(
    "url", ["https://مينا.example", "https://x y", "https://x>", ""]
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(HeaderError, match="List-Unsubscribe"):
        headers.urls("List-Unsubscribe", [url])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", "n@mena.example"),
        ("MENA Research Center", "MENA Research Center <n@mena.example>"),
        ('Dr. "A" \\ B', '"Dr. \\"A\\" \\\\ B" <n@mena.example>'),
    ],
)
def test_a_display_name_is_atoms_or_quoted(name, written):
    assert headers.mailbox("From", name, "n@mena.example") == f"From: {written}\r\n"


@pytest.mark.parametrize(
    "name",
    ["مركز أبحاث مينا", "مركز أبحاث مينا للدراسات " * 5 + "والنشر", "M. " * 40 + "x"],
    ids=["short", "long", "quoted"],
)
def test_a_display_name_comes_back_exactly(name):
    field = headers.mailbox("From", name, "newsletter@mena.example")

    # Not policy.default: Python 3.11 keeps the space between encoded words here.
    raw = email.message_from_bytes(parsed(field), policy=policy.compat32)["From"]
    phrase, address = parseaddr(raw.replace("\r\n ", " "))
    assert str(make_header(decode_header(phrase))) == name
    assert address == "newsletter@mena.example"
    sender = fast_mail_parser.parse_email(parsed(field)).from_
    assert sender is not None
    assert (sender.display_name, sender.address) == (name, address)
    assert max(map(len, field.split("\r\n"))) <= 76


def test_the_date_is_told_in_utc():
    moment = datetime(2026, 11, 1, 8, 5, tzinfo=timezone(timedelta(hours=2)))

    assert headers.date(moment) == "Date: Sun, 01 Nov 2026 06:05:00 +0000\r\n"
    assert headers.date(moment.astimezone(UTC)) == headers.date(moment)

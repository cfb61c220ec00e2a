import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.decoding import Text, decode, normal_line
from content.importing import Refused

ARABIC = "سطر أوّل من نصّ عربيّ\nوسطر ثانٍ فيه S-400"


def lines_of(raw: bytes) -> list[str]:
    result = decode(raw)
    assert isinstance(result, Text)
    return [normal_line(line) for line in result.lines]


def refusal(raw: bytes, **options: int) -> Refused:
    result = decode(raw, **options)
    assert isinstance(result, Refused)
    return result


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (ARABIC.encode(), "utf-8"),
        (ARABIC.encode("utf-8-sig"), "utf-8"),
        (ARABIC.encode("utf-16"), "utf-16"),
        ("\ufeff".encode("utf-16-be") + ARABIC.encode("utf-16-be"), "utf-16"),
        ("سطر أوّل من نصّ عربيّ\nوسطر ثانٍ فيه S-400".encode("cp1256"), "windows-1256"),
    ],
)
def test_the_encodings_that_people_send(raw, encoding):
    result = decode(raw)

    assert isinstance(result, Text)
    assert result.encoding == encoding
    assert result.lines == ARABIC.split("\n")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f"])
def test_every_end_of_line_is_one(end):
    assert lines_of(f"أوّل{end}ثانٍ".encode()) == ["أوّل", "ثانٍ"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  نصّ\u00a0\tطويل  ", "نصّ طويل"),
        ("\u200f\u202bنصّ\u202c\u200f", "نصّ"),
        ("\u200b نصّ \u200b", "نصّ"),
        ("\ufeffنصّ", "نصّ"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("½ و² وﷺ", "½ و² وﷺ"),
    ],
)
def test_a_line_in_normal_form(raw, expected):
    assert normal_line(raw) == expected


def test_letter_shapes_of_pdf_copies_become_letters():
    assert lines_of("ﺳﻼﻡ ½ ﷺ".encode()) == ["سلام ½ ﷺ"]


@given(st.text())
def test_the_normal_form_is_stable(text):
    line = normal_line(text)

    assert normal_line(line) == line == line.strip()
    assert "\n" not in line


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"", "empty", None),
        (b" \n\t\n", "empty", None),
        ("\u200f\n".encode(), "empty", None),
        (b"text\n\xff\xfe\xfd", "unknown_encoding", 2),
        (b"\xff\xfeabc", "unknown_encoding", 1),
        (b"caf\xe9 and more latin", "unknown_encoding", 1),
        (b"a\r\nb\x00c", "binary", 2),
        (b"\x01\x02\x03\x04ab", "binary", None),
        (b"%PDF-1.7 ...", "binary", None),
        (b"PK\x03\x04...", "binary", None),
        ("نصّ\nنا\ufffdقص".encode(), "mojibake", 2),
        (b"x\n" + ARABIC.encode().decode("latin-1").encode(), "mojibake", 2),
        (
            "شهد العالم هذا العام".encode().decode("cp1256").encode(),
            "mojibake",
            1,
        ),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(raw, code, line):
    result = refusal(raw)

    assert (result.code, result.line) == (code, line)
    assert result.message.endswith((".", "."))


def test_an_unreadable_byte_is_named():
    result = refusal(b"text \xff")

    assert "byte 5" in result.message
    assert result.fields == {"byte": "5"}


def test_too_large_a_file_is_refused_at_once():
    raw = bytes(50_000_000)

    began = time.perf_counter()
    result = refusal(raw)

    assert result.code == "too_large"
    assert "50000000 bytes" in result.message
    assert "5 MB" in result.message
    assert time.perf_counter() - began < 0.1
    assert refusal(b"four", limit=3).code == "too_large"


def test_a_few_control_characters_are_told_not_refused():
    result = decode("سطر\nسطر فيه\x07 جرس يدقّ مرّة".encode())

    assert isinstance(result, Text)
    assert result.cleaned == (2,)
    assert result.lines[1] == "سطر فيه جرس يدقّ مرّة"


def test_danish_is_not_taken_for_damaged_arabic():
    assert lines_of("Øl og Ærø: en Ø er en ø i søen".encode())

"""What stands between DATA and the dot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.smtp.session import content

PIECES = st.sampled_from([b"\r\n", b"\n", b"\r", b".", b"a", b"..", b"\x00", b"\xd9"])


def unstuffed(data: bytes) -> bytes:
    """As a relay reads it (RFC 5321 §4.5.2)."""
    lines = [line.removeprefix(b".") for line in data.split(b"\r\n")]
    return b"\r\n".join(lines)


@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_any_bytes_are_whole_lines_or_never_leave(data):
    rest = data.replace(b"\r\n", b"")
    whole = data.isascii() and b"\r" not in rest and b"\n" not in rest

    if not whole:
        with pytest.raises(ValueError, match="CRLF"):
            content(data)
        return
    made = content(data)
    assert b"\r\n.\r\n" not in b"\r\n" + made
    assert unstuffed(made) == data + (
        b"" if data.endswith(b"\r\n") or not data else b"\r\n"
    )

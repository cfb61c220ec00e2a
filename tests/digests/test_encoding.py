from base64 import b64decode, encodebytes

from hypothesis import given
from hypothesis import strategies as st

from digests.encoding import Body, encode

pieces = st.lists(st.binary(max_size=300), min_size=1, max_size=5)


@given(st.binary(max_size=2000))
def test_base64_is_that_of_the_standard_library(data):
    assert encode(data) == encodebytes(data).replace(b"\n", b"\r\n")


@given(pieces, st.data())
def test_a_filled_body_is_the_whole_encoded_line_by_line(static, data):
    values = [data.draw(st.binary(max_size=120)) for _ in static[1:]]

    filled = b"".join(Body.of(static).fill(values))

    whole = static[0] + b"".join(v + s for v, s in zip(values, static[1:], strict=True))
    assert filled == encode(whole)
    assert b64decode(filled) == whole


def test_a_body_without_slots_is_encoded_once():
    body = Body.of([b"x" * 100])

    assert b"".join(body.fill([])) == encode(b"x" * 100)

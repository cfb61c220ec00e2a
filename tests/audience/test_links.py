"""Signed links: only ours are read, only for their purpose."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audience import links
from audience.keys import Key

RING = (Key(1, b"a" * 32),)
ROTATED = (Key(2, b"b" * 32), *RING)
NUMBERS = st.integers(0, 2**64 - 1)
LETTERS = string.ascii_letters + string.digits + "-_"


@given(NUMBERS)
def test_a_link_is_read_as_it_was_signed(number: int):
    token = links.sign(RING, "u", number)

    assert links.read(RING, "u", token) == number
    assert len(token) == 34
    assert set(token) <= set(LETTERS)


def test_a_link_of_another_purpose_is_not_read():
    token = links.sign(RING, "u", 7)

    assert links.read(RING, "c", token) is None  # type: ignore[arg-type]


def test_a_link_of_another_house_is_not_read():
    stranger = (Key(1, b"c" * 32),)

    assert links.read(RING, "u", links.sign(stranger, "u", 7)) is None


def test_after_a_rotation_old_links_are_read_for_ever():
    old, new = links.sign(RING, "u", 7), links.sign(ROTATED, "u", 7)

    assert links.read(ROTATED, "u", old) == links.read(ROTATED, "u", new) == 7
    assert links.read(RING, "u", new) is None


@given(NUMBERS, st.integers(0, 33), st.sampled_from(LETTERS))
def test_a_link_that_was_touched_is_not_read(number: int, place: int, letter: str):
    token = links.sign(RING, "u", number)
    touched = token[:place] + letter + token[place + 1 :]

    assert links.read(RING, "u", touched) == (number if touched == token else None)


@given(NUMBERS, st.integers(0, 33))
def test_a_link_cut_short_is_not_read(number: int, length: int):
    assert links.read(RING, "u", links.sign(RING, "u", number)[:length]) is None


@pytest.mark.parametrize("more", ["=", "==", "A", "AAAA", " ", "\n", "%3D", "/"])
def test_a_link_with_something_after_it_is_not_read(more: str):
    assert links.read(RING, "u", links.sign(RING, "u", 7) + more) is None


@given(st.text(max_size=60))
@example("")
@example("=")
@example("ص" * 34)
@example("+/" * 17)
@example("\x00" * 34)
@example("A" * 10_000)
def test_what_is_no_link_is_not_read(token: str):
    assert links.read(RING, "u", token) is None


@given(st.text(alphabet=LETTERS, min_size=30, max_size=40))
def test_what_looks_like_a_link_is_not_read(token: str):
    assert links.read(RING, "u", token) is None

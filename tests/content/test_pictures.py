"""Pictures are measured before anything is done with them, and tell no secrets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.image import Image
from content.importing import Refused
from content.pictures.form import MOST_BYTES
from content.pictures.reading import read
from tests.support import pictures
from tests.support.pictures import SECRET

MAKERS = {
    "jpg": pictures.jpeg,
    "png": pictures.png,
    "gif": pictures.gif,
    "webp": pictures.webp,
}


def image(raw: bytes) -> Image:
    result = read(raw)
    assert isinstance(result, Image), result
    return result


def code(raw: bytes) -> str:
    result = read(raw)
    assert isinstance(result, Refused), result
    return result.code


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_picture_is_known_by_its_bytes_and_keeps_no_secret(suffix):
    raw = MAKERS[suffix](secret=SECRET)

    found = image(raw)

    assert found.suffix == suffix
    assert sorted([found.width, found.height]) == [3, 4]
    assert SECRET in raw
    assert SECRET not in found.data


@pytest.mark.parametrize("suffix", MAKERS)
def test_what_was_cleaned_once_is_clean(suffix):
    once = image(MAKERS[suffix]())

    assert image(once.data) == once


def test_a_picture_that_lies_on_its_side_is_still_turned():
    found = image(pictures.jpeg(4, 3, orientation=6))

    assert (found.width, found.height) == (3, 4)
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in found.data


def test_a_picture_that_stands_says_nothing_of_turning():
    found = image(pictures.jpeg(4, 3, orientation=1))

    assert (found.width, found.height) == (4, 3)
    assert b"Exif" not in found.data


def test_colours_and_the_data_of_scans_stay():
    data = image(pictures.jpeg()).data

    assert b"ICC_PROFILE\x00\x01\x01colours" in data
    assert b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9" in data
    assert b"NETSCAPE2.0" in image(pictures.gif()).data


@pytest.mark.parametrize("suffix", ["jpg", "png", "gif", "webp"])
def test_a_bomb_is_refused_before_it_is_opened(suffix):
    assert code(MAKERS[suffix](16_000, 16_000)) == "picture_pixels"


def test_a_frame_larger_than_its_canvas_counts():
    small = pictures.gif(10, 10)
    bomb = small.replace(
        b",\x00\x00\x00\x00\n\x00\n", b",\x00\x00\x00\x00\xff\xff\xff\xff"
    )

    assert bomb != small
    assert code(bomb) == "picture_pixels"


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_picture_of_nothing_is_broken(suffix):
    if suffix == "webp":
        return  # its form has no zero: sizes are told less one

    assert code(MAKERS[suffix](0, 3)) == "picture_broken"


@pytest.mark.parametrize("suffix", MAKERS)
def test_a_picture_cut_short_is_broken(suffix):
    raw = image(MAKERS[suffix]()).data

    assert {code(raw[:length]) for length in range(12, len(raw) - 1)} == {
        "picture_broken"
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"BM\x00\x00",
        b"%PDF-1.7",
        b"\x00\x00\x00\x18ftypavif",
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
)
def test_other_kinds_are_refused_whatever_their_name(raw):
    assert code(raw) == "picture_type"


def test_a_picture_has_at_most_five_megabytes():
    assert code(pictures.jpeg() + bytes(MOST_BYTES)) == "picture_too_large"


@given(st.sampled_from(sorted(MAKERS)), st.data())
def test_no_damage_makes_it_fall(suffix, data):
    raw = bytearray(MAKERS[suffix]())
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(read(bytes(raw)), Image | Refused)


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"]), st.binary())
def test_no_bytes_make_it_fall(magic, raw):
    assert isinstance(read(magic + raw), Image | Refused)

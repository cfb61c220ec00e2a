"""Keys: three rings, sealed secrets that open in one place, fingerprints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience.keys import (
    BrokenSealError,
    Key,
    Keys,
    fingerprint,
    fingerprints,
    keys_from_record,
    new_keys,
    record_of_keys,
    seal,
    unseal,
)

KEYS = new_keys()
NEW = Key(2, b"n" * 32)
ROTATED = Keys((NEW, *KEYS.links), (NEW, *KEYS.seal), (NEW, *KEYS.suppression))


def test_new_keys_are_random_and_of_one_purpose():
    one, other = new_keys(), new_keys()

    secrets = {k.secret for keys in (one, other) for k in all_of(keys)}
    assert len(secrets) == 6
    assert {len(secret) for secret in secrets} == {32}


def all_of(keys: Keys) -> list[Key]:
    return [*keys.links, *keys.seal, *keys.suppression]


def test_keys_come_back_from_their_record():
    assert keys_from_record(record_of_keys(ROTATED)) == ROTATED


@pytest.mark.parametrize(
    "change",
    [
        {"links": []},
        {"seal": None},
        {"suppression": [{"id": 1}]},
        {"links": [{"id": 1, "secret": "not base64!"}]},
        {"links": [{"id": "one", "secret": ""}]},
    ],
)
def test_what_is_no_record_of_keys_is_an_error(change: dict[str, list[dict[str, str]]]):
    with pytest.raises((KeyError, TypeError, ValueError)):
        keys_from_record({**record_of_keys(KEYS), **change})


def test_a_record_lacks_no_ring():
    record = record_of_keys(KEYS)
    del record["seal"]

    with pytest.raises(KeyError):
        keys_from_record(record)


@given(st.binary(max_size=200), st.text())
def test_a_sealed_secret_opens_in_its_context(secret: bytes, context: str):
    assert unseal(KEYS, seal(KEYS, secret, context), context) == secret


def test_a_seal_hides_what_is_in_it_and_is_never_the_same():
    sealed = seal(KEYS, b"whsec_secret", "endpoint:1")

    assert b"whsec" not in sealed
    assert seal(KEYS, b"whsec_secret", "endpoint:1") != sealed


def test_a_secret_moved_to_another_endpoint_does_not_open():
    sealed = seal(KEYS, b"secret", "endpoint:1")

    with pytest.raises(BrokenSealError, match="endpoint:2"):
        unseal(KEYS, sealed, "endpoint:2")


@given(st.integers(0, 40), st.integers(1, 255))
def test_a_seal_that_was_touched_does_not_open(place: int, change: int):
    sealed = bytearray(seal(KEYS, b"a secret of some length", "c"))
    sealed[place] ^= change

    with pytest.raises(BrokenSealError):
        unseal(KEYS, bytes(sealed), "c")


@given(st.binary(max_size=60))
def test_what_was_never_sealed_does_not_open(raw: bytes):
    with pytest.raises(BrokenSealError):
        unseal(KEYS, raw, "c")


def test_after_a_rotation_old_seals_open_and_new_ones_need_the_new_key():
    old = seal(KEYS, b"secret", "c")
    new = seal(ROTATED, b"secret", "c")

    assert unseal(ROTATED, old, "c") == unseal(ROTATED, new, "c") == b"secret"
    with pytest.raises(BrokenSealError):
        unseal(KEYS, new, "c")


def test_a_fingerprint_knows_an_address_and_does_not_show_it():
    found = fingerprint(KEYS, "reader@mena.example")

    assert found == fingerprint(KEYS, "reader@mena.example")
    assert found != fingerprint(KEYS, "reader2@mena.example")
    assert found != fingerprint(new_keys(), "reader@mena.example")
    assert "reader" not in found
    assert len(found) <= 80  # the column's


def test_an_old_fingerprint_is_among_those_of_a_rotated_ring():
    old = fingerprint(KEYS, "reader@mena.example")
    now = fingerprint(ROTATED, "reader@mena.example")

    assert fingerprints(ROTATED, "reader@mena.example") == [now, old]

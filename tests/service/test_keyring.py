from concurrent.futures import ThreadPoolExecutor

import pytest

from service.keyring import KeysError, load_or_make


def test_the_keys_are_made_once_and_readable_by_nobody_else(tmp_path):
    path = tmp_path / "keys.json"

    made = load_or_make(path)

    assert load_or_make(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


def test_many_that_begin_at_once_have_the_same_keys(tmp_path):
    path = tmp_path / "keys.json"

    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: load_or_make(path), range(64)))

    assert all(keys == made[0] for keys in made)
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"links": 1}', "null", "\xff"])
def test_a_broken_file_is_refused_and_left_as_it_is(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="latin-1")

    with pytest.raises(KeysError) as caught:
        load_or_make(path)

    assert str(path) in str(caught.value)
    assert path.read_text(encoding="latin-1") == text


def test_a_folder_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "no" / "keys.json"

    with pytest.raises(KeysError, match="cannot be written"):
        load_or_make(path)

"""The keys on disk: made once, readable by nobody else, shared by all processes."""

import json
import os
import secrets
from pathlib import Path

from audience.keys import Keys, keys_from_record, new_keys, record_of_keys

FILE_NAME = "keys.json"


class KeysError(Exception):
    """The file of keys cannot be read; without it no link and no secret is valid."""


def load_or_make(path: Path) -> Keys:
    """The keys in the file, which is made if it is not there.

    Raises:
        KeysError: the file is there and is not one of keys, or cannot be made.
    """
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise KeysError(
            f"{path}: the keys cannot be written ({error.strerror})"
        ) from error
    return load(path)


def load(path: Path) -> Keys:
    """The keys in the file.

    Raises:
        KeysError: it is not there, or is not one of keys.
    """
    try:
        return keys_from_record(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysError(f"{path}: the keys cannot be read ({error})") from error


def _make(path: Path) -> None:
    """Put the file there whole, unless another process was first."""
    text = json.dumps(record_of_keys(new_keys()), indent=2)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, text.encode())
        os.fsync(file)
    finally:
        os.close(file)
    try:
        os.link(draft, path)  # fails if it is there: then theirs is the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()

"""Places in a composed body that differ from reader to reader.

A slot is a word between control characters. No text of ours can hold those (XML 1.0
§2.2 excludes them and `content.arabic.clean` removes them), so nothing an author
writes can be taken for a slot.
"""

import re
from collections.abc import Mapping

UNSUBSCRIBE = "\x02unsubscribe\x03"  # the reader's own address for leaving
ADDRESS = "\x02address\x03"  # the reader's e-mail address

_SLOT = re.compile(f"({UNSUBSCRIBE}|{ADDRESS})")


def split(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The static pieces and the slots between them: always one piece more."""
    parts = _SLOT.split(body)
    return tuple(parts[::2]), tuple(parts[1::2])


def fill(body: str, values: Mapping[str, str]) -> str:
    """The body with each slot's value in its place."""
    return _SLOT.sub(lambda slot: values[slot[0]], body)

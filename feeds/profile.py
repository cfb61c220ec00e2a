"""The name of a rendering: kept bytes with another name are rendered again."""

import json
from dataclasses import asdict
from hashlib import sha256

from feeds.feed import Profile

RENDERER_VERSION = 1  # raise it with every change of this package's bytes


def digest(profile: Profile) -> str:
    """SHA-256, in hex, over all that shapes rendered bytes but the article."""
    shaping = {"renderer": RENDERER_VERSION, **asdict(profile)}
    text = json.dumps(shaping, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()

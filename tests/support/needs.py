"""Skips that cannot hide: what the machine was given must be there."""

import os

import pytest


def skip(what: str) -> None:
    """Skip with a loud reason, or fail where NASHRA_TEST_NEEDS names it."""
    promised = os.environ.get("NASHRA_TEST_NEEDS", "").split(",")  # noqa: TID251
    reason = f"SKIP nashra: {what}"
    if what.split(maxsplit=1)[0] in promised:
        pytest.fail(f"{reason}, although NASHRA_TEST_NEEDS promises it")
    pytest.skip(reason)

from dataclasses import replace

from feeds import profile
from feeds.profile import digest
from tests.feeds.samples import PROFILE, PUBLISHER


def test_a_digest_is_a_sha256_and_follows_the_values():
    assert len(digest(PROFILE)) == 64
    assert digest(PROFILE) == digest(replace(PROFILE))


def test_what_shapes_the_bytes_changes_the_digest(monkeypatch):
    renamed = replace(PUBLISHER, notice="حقوق أخرى.")
    seen = {
        digest(PROFILE),
        digest(replace(PROFILE, public_url="https://other.example")),
        digest(replace(PROFILE, publisher=renamed)),
    }

    monkeypatch.setattr(profile, "RENDERER_VERSION", 10_000)
    seen.add(digest(PROFILE))

    assert len(seen) == 4

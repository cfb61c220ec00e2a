"""The fake partner, since other tests believe it."""

import asyncio
import json
import sys
from datetime import UTC, datetime

import pytest

from delivery.signature import new_secret, parse_secret
from delivery.transports import Transports
from delivery.webhook import Post, Webhooks
from outbox.parcel import Deferred, Delivered
from tests.delivery.conftest import LOOPBACK
from tests.support.partner import Partner
from tests.support.resolver import FakeResolver


async def test_as_a_program_it_says_who_called_and_whether_the_signature_holds():
    secret = new_secret()
    child = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "tests.support.partner"],
        *["--secret", secret, "--status", "503,204", "--retry-after", "7"],
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    ready = json.loads(await child.stdout.readline())
    webhooks = Webhooks(Transports(LOOPBACK))
    now = datetime.now(UTC)  # noqa: TID251  the program believes the real clock
    post = Post(ready["url"], "p1", "{«نص»}".encode(), (parse_secret(secret),), now)

    outcomes = [await webhooks.post(post) for _ in range(2)]
    lines = [json.loads(await child.stdout.readline()) for _ in range(2)]
    await webhooks.aclose()
    child.terminate()
    await child.communicate()

    assert outcomes == [
        Deferred("status 503", "status", 503, 7.0, "http"),
        Delivered("http", 204),
    ]
    assert (
        lines
        == [{"id": "msg_p1", "target": "/hook", "verified": True, "body": "{«نص»}"}] * 2
    )


async def test_a_false_signature_is_not_believed():
    async with Partner() as partner:
        webhooks = Webhooks(Transports(LOOPBACK))
        now = datetime(2026, 3, 1, tzinfo=UTC)
        await webhooks.post(Post(partner.url, "p1", b"{}", (bytes(32),), now))
        await webhooks.aclose()

    assert not partner.received[0].verifies(new_secret())


async def test_a_resolver_that_is_asked_in_bytes_answers_too():
    resolver = FakeResolver({"a.example.org": [["1.1.1.1"], OSError("down")]})

    assert await resolver(b"a.example.org", 443) == ["1.1.1.1"]
    with pytest.raises(OSError, match="down"):
        await resolver("a.example.org", 443)
    with pytest.raises(OSError, match="not known"):
        await resolver("b.example.org", 443)

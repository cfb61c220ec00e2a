"""Posts to a partner on a real socket (partners.md, lists A, B and D)."""

import asyncio
import gzip
import json
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from delivery.guard import Guard
from delivery.signature import new_secret, parse_secret
from delivery.transports import Transports
from delivery.webhook import Post, WebhookOptions, Webhooks
from outbox.parcel import Deferred, Delivered, Refused
from tests.delivery.conftest import LOOPBACK
from tests.support.certificate import client_context, server_context
from tests.support.partner import Answer, Partner

NOW = datetime(2026, 11, 22, 6, 0, 0, 700_000, tzinfo=UTC)
SECRET = new_secret()
BODY = json.dumps({"title": "مقالٌ عن «الأدب»"}, ensure_ascii=False).encode()
QUICK = WebhookOptions("Nashra/0.1 (+https://news.example.org)", deadline=0.3)


@pytest.fixture
async def webhooks(transports):
    return Webhooks(transports, QUICK)


@pytest.fixture
def parcel(partner):
    return Post(partner.url, "0195f3", BODY, (parse_secret(SECRET),), NOW)


async def timed(webhooks, post):
    loop = asyncio.get_running_loop()
    began = loop.time()
    outcome = await webhooks.post(post)
    return outcome, loop.time() - began


async def test_the_bytes_sent_are_the_bytes_signed(webhooks, partner, parcel):
    outcome = await webhooks.post(parcel)

    (received,) = partner.received
    assert outcome == Delivered("http", 204)
    assert received.method == "POST"
    assert received.target == "/hook"
    assert received.body == BODY
    assert received.verifies(SECRET)


async def test_only_our_headers_are_sent(webhooks, partner, parcel):
    await webhooks.post(parcel)

    headers = dict(partner.received[0].headers)
    assert headers.pop("webhook-signature").startswith("v1,")
    assert headers == {
        "host": f"127.0.0.1:{partner.port}",
        "content-length": str(len(BODY)),
        "content-type": "application/json",
        "user-agent": "Nashra/0.1 (+https://news.example.org)",
        "accept-encoding": "identity",
        "webhook-id": "msg_0195f3",
        "webhook-timestamp": str(int(NOW.timestamp())),
    }


async def test_a_retry_two_hours_later_keeps_the_id_and_verifies(
    webhooks, partner, parcel
):
    await webhooks.post(parcel)
    await webhooks.post(replace(parcel, at=NOW + timedelta(hours=2)))

    first, second = partner.received
    assert first.id == second.id
    assert second.verifies(SECRET)
    assert not first.verifies(SECRET, late=7200)


async def test_in_a_rotation_both_secrets_verify(webhooks, partner, parcel):
    new = new_secret()
    keys = (parse_secret(new), parse_secret(SECRET))

    await webhooks.post(replace(parcel, keys=keys))

    assert partner.received[0].verifies(SECRET)
    assert partner.received[0].verifies(new)


async def test_an_attempt_shows_neither_keys_nor_text(parcel):
    assert "keys" not in repr(parcel)
    assert "body" not in repr(parcel)


async def test_2xx_is_success_with_the_first_words(webhooks, partner, parcel):
    partner.answers(Answer(202, body=b'{"url": "https://partner.example.org/1"}'))

    assert await webhooks.post(parcel) == Delivered(
        "http", 202, '{"url": "https://partner.example.org/1"}'
    )


async def test_a_redirect_is_not_followed(webhooks, partner, parcel):
    async with Partner() as elsewhere:
        partner.answers(Answer(307, {"location": elsewhere.url}))

        outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Deferred)
    assert outcome.reason == f"redirect to {elsewhere.url}"
    assert elsewhere.received == []
    assert len(partner.received) == 1


async def test_410_switches_the_endpoint_off(webhooks, partner, parcel):
    partner.answers(Answer(410))

    outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Refused)
    assert outcome.gone


async def test_retry_after_is_read_from_the_attempt_on(webhooks, partner, parcel):
    partner.answers(
        Answer(429, {"Retry-After": "7"}),
        Answer(503, {"Retry-After": "Sun, 22 Nov 2026 06:01:00 GMT"}),
    )

    seconds, date = await webhooks.post(parcel), await webhooks.post(parcel)

    assert isinstance(seconds, Deferred)
    assert seconds.retry_after == 7
    assert isinstance(date, Deferred)
    assert date.retry_after == pytest.approx(59.3)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(delay=60),
        Answer(drip=0.05),
        Answer(200, body=b"x" * 1_000, drip=0.05, drip_body=True),
        Answer(200, endless=True, drip=0.05),
        Answer(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000 + b"H"),
    ],
    ids=["silent", "dripping head", "dripping body", "endless", "interim for ever"],
)
async def test_the_deadline_holds_for_everything_together(
    webhooks, partner, parcel, answer
):
    partner.answers(answer)

    outcome, seconds = await timed(webhooks, parcel)

    assert isinstance(outcome, Deferred)
    assert outcome.kind in ("timeout", "error")
    assert seconds < QUICK.deadline + 0.2


async def test_after_a_deadline_nothing_stays_open(webhooks, partner, parcel):
    partner.answers(Answer(200, body=b"x" * 1_000, drip=0.02, drip_body=True))

    outcome = await webhooks.post(parcel)
    await partner.quiet()

    assert outcome == Deferred(
        "no full answer within 0.3 s", "timeout", transport="http"
    )


async def test_the_deadline_holds_for_a_resolver_that_hangs():
    async def hang(host, port):
        await asyncio.sleep(60)
        return []

    transports = Transports(Guard(), hang)
    post = Post("https://partner.example.org/", "1", b"{}", (bytes(32),), NOW)

    outcome, seconds = await timed(Webhooks(transports, QUICK), post)
    await transports.aclose()

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "timeout"
    assert seconds < QUICK.deadline + 0.2


async def test_a_huge_answer_is_read_only_as_far_as_allowed(webhooks, partner, parcel):
    partner.answers(Answer(200, endless=True))

    outcome = await webhooks.post(parcel)
    await partner.quiet()

    assert isinstance(outcome, Delivered)
    assert outcome.text == "x" * 1_000


async def test_an_answer_of_just_the_limit_keeps_the_connection(
    webhooks, partner, parcel
):
    partner.answers(
        Answer(200, body=b"x" * 16 * 1024), Answer(200, body=b"x" * (16 * 1024 + 1))
    )

    for _ in range(3):
        await webhooks.post(parcel)

    assert [received.connection for received in partner.received] == [1, 1, 2]


async def test_a_compressed_bomb_is_not_unpacked(webhooks, partner, parcel):
    bomb = gzip.compress(bytes(50_000_000))
    partner.answers(Answer(200, {"content-encoding": "gzip"}, bomb))

    outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Delivered)
    assert len(outcome.text) <= 1_000


async def test_a_connection_that_died_idle_is_replaced_at_once(
    webhooks, partner, parcel
):
    partner.answers(Answer(204), Answer(hang_up=True), Answer(204))

    await webhooks.post(parcel)
    outcome = await webhooks.post(parcel)

    assert outcome == Delivered("http", 204)
    assert [received.connection for received in partner.received] == [1, 1, 2]
    assert len({received.id for received in partner.received}) == 1
    assert (
        len({received.headers["webhook-signature"] for received in partner.received})
        == 1
    )


async def test_a_connection_closed_before_is_simply_made_again(
    webhooks, partner, parcel
):
    partner.answers(Answer(204, close=True))

    await webhooks.post(parcel)
    await webhooks.post(parcel)

    assert [received.connection for received in partner.received] == [1, 2]


async def test_it_is_replaced_once_and_no_more(webhooks, partner, parcel):
    partner.answers(Answer(204), Answer(hang_up=True))

    await webhooks.post(parcel)
    outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "error"
    assert len(partner.received) == 3


async def test_a_fresh_connection_that_hangs_up_is_a_failure(webhooks, partner, parcel):
    partner.answers(Answer(hang_up=True))

    outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Deferred)
    assert "disconnected" in outcome.reason
    assert len(partner.received) == 1


async def test_a_kept_connection_that_hangs_up_late_is_a_failure(
    transports, partner, parcel, monkeypatch
):
    monkeypatch.setattr("delivery.webhook.INSTANT", 0.05)
    partner.answers(Answer(204), Answer(hang_up=True, delay=0.1))
    webhooks = Webhooks(transports)

    await webhooks.post(parcel)
    outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Deferred)
    assert len(partner.received) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, body=b"x" * 100, cut=True),
        Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nA: " + b"a" * 200_000),
        Answer(raw=b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"),
        Answer(raw=b"\x00\xff" * 50),
    ],
    ids=["cut off", "not HTTP", "endless head", "wrong length", "noise"],
)
async def test_a_broken_answer_is_tried_again(webhooks, partner, parcel, answer):
    partner.answers(answer)

    outcome = await webhooks.post(parcel)

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "error"


async def test_a_target_full_of_bytes_is_shown_plainly(webhooks, partner, parcel):
    partner.answers(
        Answer(raw=b"HTTP/1.1 302 x\r\nlocation: \xff\xfe/\x1bx\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 302 x\r\nlocation: \xd9\x85/x\r\n\r\n"),
    )

    for _ in range(2):
        outcome = await webhooks.post(parcel)

        assert isinstance(outcome, Deferred)
        assert outcome.reason.isprintable()


async def test_a_blocked_address_is_tried_again_by_the_ladder(partner, parcel):
    transports = Transports(Guard())

    outcome = await Webhooks(transports, QUICK).post(parcel)
    await transports.aclose()

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "blocked"
    assert partner.received == []


async def test_a_name_that_is_not_there_is_a_matter_of_dns(webhooks, parcel):
    outcome = await webhooks.post(replace(parcel, url="https://gone.example.org/"))

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "dns"
    assert outcome.transport == "https"


async def test_over_tls_the_outcome_says_so(resolver, parcel):
    resolver.names["partner.example.org"] = [["127.0.0.1"]]
    transports = Transports(LOOPBACK, resolver, client_context("partner.example.org"))

    async with Partner(server_context("partner.example.org")) as partner:
        url = f"https://partner.example.org:{partner.port}/hook"
        outcome = await Webhooks(transports, QUICK).post(replace(parcel, url=url))
        await transports.aclose()

    assert outcome == Delivered("https", 204)
    assert partner.received[0].verifies(SECRET)


async def test_a_stranger_to_tls_is_a_matter_of_tls(webhooks, parcel):
    def greet(reader, writer):
        writer.write(b"220 mail.example.org ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        outcome = await webhooks.post(replace(parcel, url=f"https://127.0.0.1:{port}/"))

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "tls"


class Breaking:
    """Transports whose connections break in the middle of a TLS record."""

    def __init__(self, error):
        self.error = error
        self.dials = 0

    def lend(self, url):
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None

    async def handle_async_request(self, request):
        raise self.error


async def test_a_broken_tls_record_is_an_outcome(parcel):
    """httpcore leaves this error untranslated."""
    outcome = await Webhooks(Breaking(ssl.SSLError(1, "bad record mac"))).post(parcel)  # type: ignore[arg-type]

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "tls"


@pytest.mark.parametrize(
    "bug", [ZeroDivisionError(), httpx.LocalProtocolError("header"), KeyError("x")]
)
async def test_a_mistake_of_ours_is_not_an_outcome(parcel, bug):
    with pytest.raises(type(bug)):
        await Webhooks(Breaking(bug)).post(parcel)  # type: ignore[arg-type]


async def test_a_cancelled_post_is_cancelled(webhooks, partner, parcel):
    partner.answers(Answer(200, endless=True, drip=0.02))
    task = asyncio.create_task(webhooks.post(parcel))
    await partner.arrived(1)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    await partner.quiet()


async def test_closing_closes_every_kept_connection(webhooks, partner, parcel):
    await webhooks.post(parcel)

    await webhooks.aclose()

    await partner.quiet()


async def test_a_hanging_endpoint_delays_no_other(transports, partner, parcel):
    webhooks = Webhooks(transports, QUICK)
    partner.answers(Answer(delay=60))
    async with Partner() as healthy:
        slow = [
            asyncio.create_task(
                webhooks.post(replace(parcel, url=f"{partner.url}/{n}"))
            )
            for n in range(20)
        ]
        await partner.arrived(20)

        outcomes = await asyncio.gather(
            *(
                webhooks.post(replace(parcel, url=f"{healthy.url}/{n}"))
                for n in range(50)
            )
        )

        assert all(isinstance(outcome, Delivered) for outcome in outcomes)
        assert not any(task.done() for task in slow)
        await asyncio.gather(*slow)

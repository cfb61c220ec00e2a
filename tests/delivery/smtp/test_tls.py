"""Encryption and signing in: nothing is said in clear that was to be hidden."""

import asyncio
import base64

import pytest

from outbox.parcel import Deferred, Delivered
from tests.delivery.smtp.conftest import address, envelope
from tests.support.certificate import server_context
from tests.support.relay import Move, Relay

PLAIN = base64.b64encode(b"\0nashra\0pass word").decode()
USER = "nashra:pass%20word"


@pytest.fixture
async def starttls():
    tls = server_context("localhost")
    async with Relay("PIPELINING", "STARTTLS", "AUTH PLAIN LOGIN", tls=tls) as relay:
        yield relay


@pytest.fixture
async def implicit():
    tls = server_context("localhost")
    async with Relay("PIPELINING", "AUTH LOGIN", tls=tls, implicit=True) as relay:
        yield relay


def named(relay: Relay, tls: str, user: str = "", host: str = "localhost") -> str:
    return address(relay, tls, host, user)


async def test_starttls_then_everything_again_then_the_mail(starttls, through):
    transport = through(named(starttls, "starttls", USER))

    first = await transport.deliver(envelope())
    second = await transport.deliver(envelope())

    assert isinstance(first, Delivered)
    assert isinstance(second, Delivered)
    assert first.transport == "smtp:localhost"
    assert starttls.steps[:4] == ["EHLO", "STAR", "EHLO", "AUTH"]
    assert f"AUTH PLAIN {PLAIN}" in starttls.commands
    assert starttls.connections == starttls.encrypted == 1


async def test_implicit_tls(implicit, through):
    outcome = await through(named(implicit, "implicit", USER)).deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert "STAR" not in implicit.steps


async def test_a_large_mail_through_tls(starttls, through):
    data = b"a: b\r\n\r\n" + b"YWE=\r\n" * 200_000

    outcome = await through(named(starttls, "starttls")).deliver(envelope(data=data))

    assert isinstance(outcome, Delivered)
    assert starttls.taken[0].data == data


async def test_signing_in_by_login_where_plain_is_not_offered(implicit, through):
    await through(named(implicit, "implicit", USER)).deliver(envelope())

    said = [base64.b64decode(each) for each in implicit.commands[2:4]]
    assert implicit.commands[1] == "AUTH LOGIN"
    assert said == [b"nashra", b"pass word"]


async def test_a_relay_from_which_starttls_was_cut_out_gets_nothing(through):
    """The attack: somebody on the way strips the word, and reads what follows."""
    async with Relay("PIPELINING", "AUTH PLAIN") as relay:
        outcome = await through(named(relay, "starttls", USER)).deliver(envelope())

        assert outcome == Deferred(
            "localhost offers no STARTTLS", "tls", transport="smtp:localhost"
        )
        assert relay.steps == ["EHLO"]


@pytest.mark.parametrize("reply", [b"454 4.7.0 not now\r\n", b"501 no\r\n"])
async def test_a_refused_starttls_ends_it(starttls, through, reply):
    starttls.does("STARTTLS", Move(reply))

    outcome = await through(named(starttls, "starttls", USER)).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert starttls.steps == ["EHLO", "STAR"]


async def test_what_is_slipped_in_before_the_handshake_is_never_read(starttls, through):
    """CVE-2011-0411, the client's side: replies that came in clear."""
    fake = b"250-relay.test\r\n250 AUTH PLAIN\r\n235 welcome\r\n"
    starttls.does("STARTTLS", Move(b"220 go ahead\r\n" + fake))

    outcome = await through(named(starttls, "starttls", USER)).deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert outcome.text.endswith("queued as 4A1")
    assert f"AUTH PLAIN {PLAIN}" in starttls.commands


async def test_a_certificate_of_another_host_is_refused(through):
    tls = server_context("other.example")
    async with Relay("STARTTLS", "AUTH PLAIN", tls=tls) as relay:
        outcome = await through(named(relay, "starttls", USER)).deliver(envelope())

        assert isinstance(outcome, Deferred)
        assert outcome.kind == "tls"
        assert "certificate" in outcome.reason
        assert relay.steps == ["EHLO", "STAR"]


async def test_the_name_in_the_certificate_must_be_the_one_we_called(starttls, through):
    call = named(starttls, "starttls", host="127.0.0.1")

    outcome = await through(call).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "tls"


async def test_clear_text_where_tls_was_told_is_no_relay(relay, through):
    outcome = await through(named(relay, "implicit", USER)).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "tls"
    assert not {"EHLO", "AUTH", "MAIL"} & set(relay.steps)


async def test_tls_where_clear_text_was_told_is_no_relay(implicit, through):
    transport = through(named(implicit, "none"), patience=0.2)

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Deferred)


async def test_a_handshake_that_hangs_ends_in_time(starttls, through):
    starttls.does("STARTTLS", Move(b"220 go ahead\r\n", then="hang"))
    transport = through(named(starttls, "starttls"), patience=0.1, opening=0.2)

    async with asyncio.timeout(2):
        outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Deferred)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"535 5.7.8 wrong\r\n", 535),
        (b"454 4.7.0 later\r\n", 454),
        (b"334 more\r\n", 334),
    ],
)
async def test_who_is_not_signed_in_sends_nothing(starttls, through, reply, code):
    starttls.does("AUTH", Move(reply))

    outcome = await through(named(starttls, "starttls", USER)).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert (outcome.kind, outcome.code) == ("auth", code)
    assert "MAIL" not in starttls.steps


@pytest.mark.parametrize("secret", ["pass word", PLAIN, "cGFzcyB3b3Jk"])
async def test_a_relay_that_repeats_our_password_is_not_quoted(
    starttls, through, secret
):
    starttls.does("AUTH", Move(f"535 5.7.8 no: {secret}\r\n".encode()))

    outcome = await through(named(starttls, "starttls", USER)).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert secret not in outcome.reason
    assert "535" in outcome.reason


async def test_a_relay_without_a_way_to_sign_in_gets_no_mail(through):
    async with Relay("AUTH CRAM-MD5 GSSAPI") as relay:
        call = address(relay, user=USER)

        outcome = await through(call).deliver(envelope())

        assert isinstance(outcome, Deferred)
        assert outcome.kind == "auth"
        assert "AUTH PLAIN" in outcome.reason


async def test_the_old_way_to_offer_signing_in_is_understood(through):
    async with Relay("AUTH=LOGIN PLAIN") as relay:
        outcome = await through(address(relay, user=USER)).deliver(envelope())

        assert isinstance(outcome, Delivered)

"""Mail to a relay that behaves: what is said, in how few words, over what is kept."""

import asyncio

import pytest

from outbox.parcel import Delivered, Refused
from tests.delivery.smtp.conftest import LETTER, address, envelope
from tests.support.relay import Move, Relay


async def test_a_mail_arrives_byte_for_byte_and_the_queue_id_is_kept(relay, through):
    outcome = await through(relay).deliver(envelope())

    assert outcome == Delivered("smtp:127.0.0.1", 250, "2.0.0 Ok: queued as 4A1")
    (taken,) = relay.taken
    assert taken.data == LETTER
    assert taken.recipient == "<reader@example.org>"
    assert taken.sender == f"<bounces@example.org> SIZE={len(LETTER)}"


@pytest.mark.parametrize(
    ("extensions", "flights"), [(["PIPELINING"], 2), (["8BITMIME"], 4)]
)
async def test_a_mail_on_a_kept_connection_costs_so_many_round_trips(
    through, extensions, flights
):
    """What the relay does not offer is not used."""
    async with Relay(*extensions, delay=0.02) as relay:
        transport = through(relay)
        await transport.deliver(envelope())
        before = relay.flights

        for _ in range(5):
            await transport.deliver(envelope(data=LETTER + b"YWE=\r\n" * 15_000))

        assert (relay.flights - before) / 5 == flights
        assert relay.connections == 1


async def test_connections_are_kept_and_never_more_than_allowed(relay, through):
    transport = through(relay, connections=3)
    relay.always("dot", Move(delay=0.01))

    outcomes = await asyncio.gather(
        *(transport.deliver(envelope(f"p{n}")) for n in range(30))
    )

    assert all(isinstance(each, Delivered) for each in outcomes)
    assert len(relay.taken) == 30
    assert relay.connections == relay.most_open == 3


async def test_an_idle_connection_is_closed_with_a_goodbye(relay, through):
    transport = through(relay, idle=0.02)

    await transport.deliver(envelope())
    await relay.until(lambda relay: relay.open == 0)
    await transport.deliver(envelope())

    assert relay.steps.count("QUIT") == 1
    assert relay.connections == 2


async def test_closing_takes_leave_of_every_relay(relay, through):
    transport = through(relay)
    await transport.deliver(envelope())

    await transport.aclose()

    await relay.until(lambda relay: relay.open == 0)
    assert relay.steps[-1] == "QUIT"


async def test_no_reset_between_mails_that_were_taken(relay, through):
    transport = through(relay)

    for _ in range(3):
        await transport.deliver(envelope())

    assert "RSET" not in relay.steps


async def test_after_a_refused_mail_the_connection_starts_afresh(relay, through):
    relay.does("RCPT", Move(b"550 5.1.1 no such user\r\n"))
    transport = through(relay)

    await transport.deliver(envelope())
    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert relay.connections == 1
    assert relay.steps[-4:] == ["RSET", "MAIL", "RCPT", "DATA"]


async def test_lines_that_begin_with_a_dot_survive(relay, through):
    data = b"Subject: a\r\n\r\n.\r\n..\r\n.hidden\r\nend.\r\n.\r\n"

    await through(relay).deliver(envelope(data=data))

    assert relay.taken[0].data == data


async def test_a_mail_that_begins_with_a_dot_survives(relay, through):
    await through(relay).deliver(envelope(data=b".a\r\n"))

    assert relay.taken[0].data == b".a\r\n"


async def test_a_mail_without_a_last_line_end_gets_one(relay, through):
    await through(relay).deliver(envelope(data=b"a: b\r\n\r\nend"))

    assert relay.taken[0].data == b"a: b\r\n\r\nend\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"a\r\n\n.\nMAIL FROM:<x@y>\r\n",  # what some relays take for the end
        b"a\r\n\r.\r\n",
        b"a\n.\r\nb\r\n",
        "نشرة\r\n".encode(),
        b"\n\r",
    ],
)
async def test_what_two_relays_may_read_as_two_mails_never_leaves(relay, through, data):
    """SMTP smuggling: a lone CR or LF beside a dot."""
    with pytest.raises(ValueError, match="CRLF"):
        await through(relay).deliver(envelope(data=data))

    assert relay.connections == 0


async def test_a_mail_larger_than_the_relay_takes_is_not_offered(through):
    async with Relay("SIZE 50") as relay:
        outcome = await through(relay).deliver(envelope(data=b"x" * 60 + b"\r\n"))

        assert outcome == Refused(
            "the mail has 62 bytes, the relay takes 50",
            "too_large",
            transport="smtp:127.0.0.1",
        )
        assert "MAIL" not in relay.steps


@pytest.mark.parametrize("said", ["SIZE", "SIZE 0", "SIZE lots", "SIZE ٥"])
async def test_a_size_that_says_nothing_is_no_limit(through, said):
    async with Relay(said) as relay:
        assert isinstance(await through(relay).deliver(envelope()), Delivered)


@pytest.mark.parametrize(
    "recipient",
    [
        "a@b.example>\r\nRCPT TO:<c@d.example",
        "a@b.example\r\nDATA",
        "a> NOTIFY=NEVER <b@c.example",
        'a">b@c.example',
        '"a> b"@c.example',
        "a b@c.example",
        "a@b.example\n",
        "a\0@b.example",
        "",
        "a@" + "b" * 300 + ".example",
        "a" * 250 + "@b.example",
    ],
)
async def test_a_recipient_that_is_more_than_an_address_is_refused(
    relay, through, recipient
):
    outcome = await through(relay).deliver(envelope(recipient=recipient))

    assert isinstance(outcome, Refused)
    assert outcome.kind == "not_an_address"
    assert relay.connections == 0


async def test_a_local_part_outside_ascii_is_refused(relay, through):
    outcome = await through(relay).deliver(envelope(recipient="قارئ@example.org"))

    assert isinstance(outcome, Refused)
    assert outcome.kind == "needs_smtputf8"


async def test_a_domain_outside_ascii_is_said_in_a_labels(relay, through):
    await through(relay).deliver(envelope(recipient="reader@شبكة.موقع"))

    assert relay.taken[0].recipient == "<reader@xn--ngbc5azd.xn--4gbrim>"


async def test_who_we_are_is_our_address_or_the_name_we_were_given(relay, through):
    await through(relay).deliver(envelope())
    await through(relay, name="news.example.org").deliver(envelope())

    said = [each for each in relay.commands if each.startswith("EHLO")]
    assert said == ["EHLO [127.0.0.1]", "EHLO news.example.org"]


async def test_a_relay_that_knows_no_ehlo_is_greeted_as_of_old(relay, through):
    relay.does("EHLO", Move(b"502 5.5.1 not implemented\r\n"))

    outcome = await through(relay).deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert relay.steps[:2] == ["EHLO", "HELO"]
    assert "SIZE" not in relay.taken[0].sender


async def test_a_greeting_of_many_lines_is_read_to_its_end(relay, through):
    relay.does("greeting", Move(b"220-relay.test\r\n220-no spam\r\n220 here\r\n"))

    assert isinstance(await through(relay).deliver(envelope()), Delivered)


async def test_lmtp_is_spoken_to_a_store(through):
    async with Relay("PIPELINING", lmtp=True) as relay:
        outcome = await through(f"lmtp://127.0.0.1:{relay.port}").deliver(envelope())

        assert isinstance(outcome, Delivered)
        assert outcome.transport == "lmtp:127.0.0.1"
        assert relay.steps[0] == "LHLO"


async def test_the_address_of_a_test_relay_is_one_of_ours(relay):
    assert address(relay, user="u:p").startswith("smtp://u:p@127.0.0.1:")

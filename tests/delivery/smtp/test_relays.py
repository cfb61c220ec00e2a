"""Several relays: the best that lets us in takes the mail, and never two of them."""

import asyncio

import pytest

from outbox.parcel import Deferred, Delivered, Refused, Unknown
from tests.delivery.smtp.conftest import address, envelope
from tests.support.relay import Move, Relay


@pytest.fixture
async def first():
    async with Relay() as relay:
        yield relay


@pytest.fixture
async def second():
    async with Relay() as relay:
        yield relay


async def test_the_first_takes_all_while_it_is_there(first, second, through):
    transport = through(first, second)

    for n in range(3):
        await transport.deliver(envelope(f"p{n}"))

    assert len(first.taken) == 3
    assert second.connections == 0


async def test_the_next_takes_what_the_first_did_not_let_in(first, second, through):
    await first.die()

    outcome = await through(first, second).deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert len(second.taken) == 1


@pytest.mark.parametrize(
    ("step", "move"),
    [
        ("greeting", Move(b"421 4.3.2 too busy\r\n", then="hang up")),
        ("greeting", Move(b"450 4.3.2 too busy\r\n")),
        ("greeting", Move(b"554 5.7.1 go away\r\n")),
        ("greeting", Move(then="hang up")),
        ("greeting", Move(then="hang")),
        ("EHLO", Move(b"451 4.3.0 sick\r\n")),
        ("AUTH", Move(b"535 5.7.8 wrong\r\n")),
    ],
)
async def test_whatever_fails_before_the_mail_moves_on(
    first, second, through, step, move
):
    first.extensions.append("AUTH PLAIN")
    first.always(step, move)
    transport = through(address(first, user="u:p"), second, patience=0.5)

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert len(second.taken) == 1


@pytest.mark.parametrize(
    ("step", "move", "kind"),
    [
        ("MAIL", Move(b"451 4.3.0 sick\r\n"), Deferred),
        ("MAIL", Move(then="hang up"), Deferred),
        ("RCPT", Move(b"450 4.2.0 greylisted\r\n"), Deferred),
        ("RCPT", Move(b"550 5.1.1 unknown\r\n"), Refused),
        ("dot", Move(b"451 4.3.0 sick\r\n"), Deferred),
        ("dot", Move(then="hang up"), Unknown),
    ],
)
async def test_once_one_has_heard_of_the_mail_no_other_is_asked(
    first, second, through, step, move, kind
):
    first.does(step, move)

    outcome = await through(first, second).deliver(envelope())

    assert type(outcome) is kind
    assert second.connections == 0


async def test_a_relay_that_let_us_not_in_is_left_alone_for_a_while(
    first, second, through
):
    first.does("greeting", Move(b"421 4.3.2 too busy\r\n", then="hang up"))
    transport = through(first, second, rest=1.0)

    for n in range(5):
        await transport.deliver(envelope(f"p{n}"))
    before = first.connections
    await asyncio.sleep(1.0)
    await transport.deliver(envelope("p9"))

    assert before == 1
    assert len(second.taken) == 5
    assert len(first.taken) == 1


async def test_after_its_rest_one_mail_tries_it_and_the_others_go_on(
    first, second, through
):
    first.always("greeting", Move(then="hang"))
    transport = through(first, second, rest=0.5, opening=0.5)
    await transport.deliver(envelope())
    await asyncio.sleep(0.5)

    await asyncio.gather(*(transport.deliver(envelope(f"p{n}")) for n in range(10)))

    assert first.connections == 2
    assert len(second.taken) == 11


async def test_a_lone_relay_is_tried_also_while_it_rests(first, through):
    """Leaving it alone would cost the mail an attempt, and hours later on."""
    first.does("greeting", Move(b"421 4.3.2 too busy\r\n", then="hang up"))
    transport = through(first)

    deferred = await transport.deliver(envelope())
    delivered = await transport.deliver(envelope())

    assert isinstance(deferred, Deferred)
    assert deferred.code == 421
    assert isinstance(delivered, Delivered)


async def test_where_none_lets_us_in_the_reason_names_each(first, second, through):
    await first.die()
    second.does("greeting", Move(b"554 5.7.1 go away\r\n"))

    outcome = await through(first, second).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "refused"
    assert "refuses connections" in outcome.reason
    assert "554 5.7.1 go away" in outcome.reason


async def test_a_name_without_address_is_dns(second, through):
    transport = through("smtp://relay.invalid:25?tls=starttls")

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "dns"
    assert "relay.invalid" in outcome.reason


async def test_a_socket_in_a_file_that_is_not_there_defers(tmp_path, through):
    outcome = await through(f"lmtp://{tmp_path}/lmtp").deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.transport == f"lmtp:{tmp_path}/lmtp"


async def test_the_log_says_which_relay_and_never_the_password(first, through, caplog):
    first.does("greeting", Move(b"554 5.7.1 go away\r\n"))

    await through(address(first, user="u:geheim")).deliver(envelope())

    assert "127.0.0.1 answers 554" in caplog.text
    assert "geheim" not in caplog.text

"""Relays that refuse, delay, hang up and lie, each at every step."""

import asyncio

import pytest

from delivery.smtp.reply import LONGEST_LINE, MOST_LINES
from outbox.parcel import Deferred, Delivered, Refused, Unknown
from tests.delivery.smtp.conftest import LETTER, envelope
from tests.support.relay import Move, Relay

VIA = "smtp:127.0.0.1"
PIPELINED = ("PIPELINING",)
ONE_BY_ONE = ("8BITMIME",)
BEFORE_THE_MAIL = ["greeting", "EHLO"]
ENVELOPE = ["MAIL", "RCPT", "DATA"]
IMPATIENT = {"patience": 0.15, "opening": 0.3, "total": 0.6}

GARBAGE = {
    "no code": b"hello\r\n",
    "web": b"HTTP/1.1 400 Bad Request\r\n",
    "bytes": b"\x00\xff\xfe\r\n",
    "arabic digits": "٢٥٠ ok\r\n".encode(),
    "two codes": b"250-a\r\n251 b\r\n",
    "too small": b"150 a\r\n",
    "too great": b"650 a\r\n",
    "no end": b"2" * (LONGEST_LINE + 10),
    "no last line": b"250-more\r\n" * (MOST_LINES + 1),
    "an empty line": b"\r\n",
}


@pytest.fixture(params=[PIPELINED, ONE_BY_ONE], ids=["pipelined", "one by one"])
async def relay(request):
    async with Relay(*request.param) as relay:
        yield relay


@pytest.mark.parametrize("code", [421, 450, 451, 452, 471])
@pytest.mark.parametrize("step", [*BEFORE_THE_MAIL, *ENVELOPE, "dot"])
async def test_4xx_defers_and_the_next_mail_is_taken(relay, through, step, code):
    relay.does(step, Move(b"%d 4.7.0 come again\r\n" % code))
    transport = through(relay, rest=0.0)

    first = await transport.deliver(envelope())
    second = await transport.deliver(envelope())

    assert isinstance(first, Deferred)
    assert first.code == code
    assert "come again" in first.reason
    assert isinstance(second, Delivered)
    assert len(relay.taken) == 1


@pytest.mark.parametrize("code", [500, 550, 551, 552, 553, 554])
@pytest.mark.parametrize("step", [*ENVELOPE, "dot"])
async def test_5xx_refuses_and_the_next_mail_is_taken(relay, through, step, code):
    relay.does(step, Move(b"%d 5.1.1 never\r\n" % code))
    transport = through(relay)

    first = await transport.deliver(envelope())
    second = await transport.deliver(envelope())

    assert first == Refused(f"{code} 5.1.1 never", "status", code, transport=VIA)
    assert isinstance(second, Delivered)
    assert relay.connections == 1
    assert len(relay.taken) == 1


@pytest.mark.parametrize("code", [530, 534, 535, 538])
async def test_5xx_about_our_signing_in_costs_no_reader_the_mail(relay, through, code):
    relay.does("MAIL", Move(b"%d 5.7.0 authentication required\r\n" % code))

    outcome = await through(relay).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "auth"


@pytest.mark.parametrize("step", [*ENVELOPE, "dot"])
async def test_421_ends_the_connection(relay, through, step):
    relay.does(step, Move(b"421 4.3.2 shutting down\r\n"))
    transport = through(relay)

    await transport.deliver(envelope())
    await transport.deliver(envelope())

    assert relay.connections == 2


@pytest.mark.parametrize("step", ENVELOPE)
async def test_421_before_the_relay_hangs_up_is_heard(relay, through, step):
    relay.does(step, Move(b"421 4.3.2 shutting down\r\n", then="hang up"))

    outcome = await through(relay).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.code == 421


async def test_the_last_answer_may_take_all_the_time_there_is(relay, through):
    """A relay that reads the mail before it answers must not get it twice."""
    relay.does("dot", Move(delay=0.8))

    outcome = await through(relay, patience=0.5, total=5).deliver(envelope())

    assert isinstance(outcome, Delivered)


@pytest.mark.parametrize("then", ["hang up", "reset"])
@pytest.mark.parametrize("step", [*BEFORE_THE_MAIL, *ENVELOPE, "content"])
async def test_a_relay_gone_before_the_dot_defers(relay, through, step, then):
    relay.does(step, Move(then=then))

    # The dot is written when the relay has not yet read what goes before it.
    data = LETTER + b"YWE=\r\n" * 2_000_000 if step == "content" else LETTER
    outcome = await through(relay).deliver(envelope(data=data))

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "error"
    assert relay.taken == []


@pytest.mark.parametrize("then", ["hang up", "reset"])
async def test_a_relay_gone_after_the_dot_leaves_doubt(relay, through, then):
    relay.does("dot", Move(then=then))
    transport = through(relay)

    outcome = await transport.deliver(envelope())
    again = await transport.deliver(envelope())

    assert isinstance(outcome, Unknown)
    assert outcome.transport == VIA
    assert "end of content" in outcome.reason
    assert isinstance(again, Delivered)


@pytest.mark.parametrize("step", [*BEFORE_THE_MAIL, *ENVELOPE])
async def test_silence_before_the_dot_defers_in_time(relay, through, step):
    relay.does(step, Move(then="hang"))

    outcome = await through(relay, **IMPATIENT).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "timeout"


async def test_silence_after_the_dot_leaves_doubt_in_time(relay, through):
    relay.does("dot", Move(then="hang"))

    outcome = await through(relay, total=1.5).deliver(envelope())

    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize(
    ("step", "patience"),
    [("greeting", IMPATIENT), ("MAIL", IMPATIENT), ("dot", {"total": 1.5})],
)
async def test_a_reply_that_drips_does_not_outlast_our_patience(
    relay, through, step, patience
):
    relay.does(step, Move(b"250 " + b"x" * 900 + b"\r\n", drip=0.01))
    transport = through(relay, **patience)

    async with asyncio.timeout(4):
        outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Unknown if step == "dot" else Deferred)


async def test_a_relay_that_takes_no_bytes_does_not_hold_us(relay, through):
    """The window of the connection fills up, and nobody reads."""
    relay.does("content", Move(then="deaf"))
    data = b"x" * 76 + b"\r\n"
    transport = through(relay, **IMPATIENT)

    outcome = await transport.deliver(envelope(data=data * 400_000))

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "timeout"


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("step", [*BEFORE_THE_MAIL, *ENVELOPE])
async def test_garbage_before_the_dot_defers(relay, through, step, garbage):
    relay.does(step, Move(garbage, then="hang up"))

    outcome = await through(relay).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.reason.isprintable()


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_after_the_dot_leaves_doubt(relay, through, garbage):
    relay.does("dot", Move(garbage))
    transport = through(relay)

    outcome = await transport.deliver(envelope())
    again = await transport.deliver(envelope())

    assert isinstance(outcome, Unknown)
    assert isinstance(again, Delivered)


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("MAIL", b"354 go on\r\n"),
        ("RCPT", b"354 go on\r\n"),
        ("DATA", b"250 queued as 1\r\n"),  # it has not seen a byte of it
        ("DATA", b"334 \r\n"),
    ],
)
async def test_a_reply_to_something_else_is_not_believed(relay, through, step, reply):
    relay.does(step, Move(reply))

    outcome = await through(relay).deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.kind == "garbled"


async def test_3xx_after_the_dot_leaves_doubt(relay, through):
    relay.does("dot", Move(b"354 go on\r\n"))

    assert isinstance(await through(relay).deliver(envelope()), Unknown)


@pytest.mark.parametrize("refuses", ["MAIL", "RCPT"])
async def test_a_lone_dot_ends_what_was_refused_and_yet_begun(through, refuses):
    """RFC 2920 §3.1: the recipient is refused, and DATA, already sent, is not."""
    async with Relay(*PIPELINED) as relay:
        relay.does(refuses, Move(b"550 5.1.1 no such user\r\n"))
        transport = through(relay)

        outcome = await transport.deliver(envelope())
        after = await transport.deliver(envelope(data=LETTER))

        assert isinstance(outcome, Refused)
        assert outcome.code == 550
        assert isinstance(after, Delivered)
        assert [each.data for each in relay.taken] == [LETTER]
        assert relay.connections == 1


@pytest.mark.parametrize("end", [Move(then="hang up"), Move(b"421 4.0.0 bye\r\n")])
async def test_a_lone_dot_that_nobody_answers_leaves_the_refusal(through, end):
    async with Relay(*PIPELINED) as relay:
        relay.does("RCPT", Move(b"550 5.1.1 no such user\r\n"))
        relay.does("empty", end)
        transport = through(relay)

        outcome = await transport.deliver(envelope())

        assert isinstance(outcome, Refused)
        assert isinstance(await transport.deliver(envelope()), Delivered)
        assert relay.connections == 2


KEPT = {
    "closed": Move(then="hang up"),
    "reset": Move(then="reset"),
    "said goodbye": Move(b"421 4.4.2 timeout exceeded\r\n", then="hang up"),
    "gone mad": Move(b"what?\r\n"),
}


@pytest.mark.parametrize("end", KEPT.values(), ids=KEPT)
async def test_a_kept_connection_that_died_costs_nothing(relay, through, end):
    transport = through(relay)
    await transport.deliver(envelope())
    relay.does("MAIL", end)

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert relay.connections == 2
    assert len(relay.taken) == 2


async def test_a_connection_closed_while_idle_is_not_tried(relay, through):
    transport = through(relay)
    await transport.deliver(envelope())
    await relay.die()
    await relay.start()
    before = relay.steps.count("MAIL")

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert relay.steps.count("MAIL") == before + 1


async def test_the_retry_is_one(relay, through):
    transport = through(relay)
    await transport.deliver(envelope())
    relay.always("MAIL", Move(then="hang up"))

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert relay.connections == 2


async def test_a_kept_connection_that_dies_in_the_content_is_not_tried_again(
    relay, through
):
    transport = through(relay)
    await transport.deliver(envelope())
    relay.does("content", Move(then="reset"))

    outcome = await transport.deliver(envelope(data=LETTER + b"YWE=\r\n" * 2_000_000))

    assert isinstance(outcome, Deferred)
    assert relay.connections == 1


async def test_a_reset_that_is_refused_costs_the_connection_and_no_mail(relay, through):
    relay.does("RCPT", Move(b"450 4.2.0 greylisted\r\n"))
    relay.does("RSET", Move(b"500 5.5.1 what?\r\n"))
    transport = through(relay)
    await transport.deliver(envelope())

    outcome = await transport.deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert relay.connections == 2


async def test_who_waits_too_long_for_a_connection_is_deferred_and_nothing_begun(
    relay, through
):
    relay.always("dot", Move(delay=0.3))
    transport = through(relay, connections=1, total=1.6)

    outcomes = await asyncio.gather(
        *(transport.deliver(envelope(f"p{n}")) for n in range(5))
    )

    late = [each for each in outcomes if not isinstance(each, Delivered)]
    assert late
    assert {type(each) for each in late} == {Deferred}
    assert {each.kind for each in late if isinstance(each, Deferred)} == {"busy"}
    assert len(relay.taken) == len(outcomes) - len(late)


async def test_a_mail_that_is_cancelled_takes_its_connection_with_it(relay, through):
    relay.does("RCPT", Move(then="hang"))
    transport = through(relay)
    sending = asyncio.create_task(transport.deliver(envelope()))
    await relay.until(lambda relay: relay.open == 1)
    await asyncio.sleep(0.05)

    sending.cancel()

    await relay.until(lambda relay: relay.open == 0)
    assert isinstance(await transport.deliver(envelope()), Delivered)


@pytest.mark.parametrize("step", [*ENVELOPE, "dot"])
async def test_what_a_relay_says_is_cut_and_has_no_controls(relay, through, step):
    said = "250" if step == "dot" else "550"
    relay.does(step, Move(f"{said} \x1b[31m\u202eevil {'x' * 3000}\r\n".encode()))

    outcome = await through(relay).deliver(envelope())

    text = outcome.text if isinstance(outcome, Delivered) else outcome.reason
    assert text.isprintable()
    assert len(text) < 1100

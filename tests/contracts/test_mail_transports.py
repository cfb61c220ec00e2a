"""What every way out for mail promises: maildir, relay and store, ours and others'."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from delivery.envelope import Envelope
from delivery.maildir import Maildir
from delivery.smtp.pool import SmtpOptions
from delivery.smtp.relay import parse
from delivery.smtp.relays import Relays
from jobs.mailing import MailTransport
from outbox.parcel import Deferred, Delivered, Refused
from tests.support import dovecot, mailserver, smtp_sink
from tests.support.needs import skip

BODY = b"Subject: =?utf-8?B?2YbYtNix2Kk=?=\r\n\r\n2YbYtNix2Kk=\r\n"


@dataclass(frozen=True)
class Way:
    """A transport, and a look at what is at its end."""

    transport: MailTransport
    name: str
    letters: Callable[[], list[bytes]]


def maildir(stack: ExitStack, folder) -> Way:
    new = folder / "mail" / "new"

    def letters() -> list[bytes]:
        return [file.read_bytes() for file in new.iterdir()] if new.exists() else []

    return Way(Maildir(folder / "mail"), "maildir", letters)


def relay(stack: ExitStack, folder) -> Way:
    url, box = stack.enter_context(mailserver.relay())
    return Way(through(url), "smtp:127.0.0.1", lambda: [data for _, data in box.mails])


def store(stack: ExitStack, folder) -> Way:
    url, box = stack.enter_context(mailserver.store(folder))
    name = f"lmtp:{folder}/lmtp"
    return Way(through(url), name, lambda: [data for _, data in box.mails])


def postfix(stack: ExitStack, folder) -> Way:
    if not smtp_sink.is_here():
        skip("postfix is not installed")
    sink = stack.enter_context(smtp_sink.sink())
    return Way(through(sink.url), "smtp:127.0.0.1", sink.letters)


def postfix_without_pipelining(stack: ExitStack, folder) -> Way:
    if not smtp_sink.is_here():
        skip("postfix is not installed")
    sink = stack.enter_context(smtp_sink.sink("-p"))
    return Way(through(sink.url), "smtp:127.0.0.1", sink.letters)


def dovecot_store(stack: ExitStack, folder) -> Way:
    if not dovecot.is_here():
        skip("dovecot with its lmtpd is not installed")
    box = stack.enter_context(dovecot.store())
    return Way(through(box.url), f"lmtp:{box.folder}/lmtp", box.letters)


def through(url: str) -> Relays:
    return Relays(parse(url), SmtpOptions(connections=4))


WAYS = [maildir, relay, store]
LIVE = [postfix, postfix_without_pipelining, dovecot_store]


@pytest.fixture(
    params=[*WAYS, *(pytest.param(each, marks=pytest.mark.live) for each in LIVE)],
    ids=lambda each: each.__name__,
)
def _opened(request, tmp_path_factory) -> Iterator[Way]:
    # Short: the name of a socket may have a hundred letters.
    folder = tmp_path_factory.mktemp("w")
    with ExitStack() as stack:
        yield request.param(stack, folder)


@pytest.fixture
async def way(_opened):
    yield _opened
    if isinstance(_opened.transport, Relays):
        await _opened.transport.aclose()


def letter(parcel: str = "p1", body: bytes = BODY) -> bytes:
    return b"Message-ID: <%b@example.org>\r\n%b" % (parcel.encode(), body)


def envelope(parcel: str = "p1", to: str = "reader@example.org", **changes) -> Envelope:
    fields = {"sender": "bounces@example.org", "data": letter(parcel), **changes}
    return Envelope(parcel_id=parcel, recipient=to, **fields)


async def test_a_mail_arrives_byte_for_byte_under_the_name_of_the_way(way):
    outcome = await way.transport.deliver(envelope())

    assert isinstance(outcome, Delivered)
    assert outcome.transport == way.name
    assert way.letters() == [letter()]


async def test_many_at_once_all_arrive_once(way):
    outcomes = await asyncio.gather(
        *(way.transport.deliver(envelope(f"p{n}")) for n in range(40))
    )

    assert all(isinstance(each, Delivered) for each in outcomes)
    assert sorted(way.letters()) == sorted(letter(f"p{n}") for n in range(40))


async def test_one_after_the_other_none_ends_in_the_next(way):
    for n in range(5):
        await way.transport.deliver(envelope(f"p{n}"))

    assert sorted(way.letters()) == [letter(f"p{n}") for n in range(5)]


@pytest.mark.parametrize(
    "body",
    [
        b"Subject: a\r\n\r\n.\r\n..\r\n.a\r\n...\r\nend\r\n",
        b"Subject: a\r\n\r\nQUIT\r\n.\r\nRCPT TO:<x@example.org>\r\n",
        b"Subject: a\r\n\r\n\r\n\r\nend\r\n",
        b"Subject: a\r\n\r\n" + b"YWE=" * 19 + b"\r\n",
    ],
    ids=["dots", "commands", "empty lines", "a long line"],
)
async def test_every_line_survives(way, body):
    outcome = await way.transport.deliver(envelope(data=letter("p1", body)))

    assert isinstance(outcome, Delivered)
    assert way.letters() == [letter("p1", body)]


async def test_a_large_mail_survives(way):
    body = b"Subject: a\r\n\r\n" + (b"2YbYtNix2Kk=" * 6 + b"\r\n") * 15_000

    await way.transport.deliver(envelope(data=letter("p1", body)))

    assert way.letters() == [letter("p1", body)]


async def test_a_domain_in_arabic_is_reached(way):
    outcome = await way.transport.deliver(envelope(to="reader@شبكة.موقع"))

    assert isinstance(outcome, Delivered)


async def test_a_local_part_in_arabic_is_refused_everywhere(way):
    outcome = await way.transport.deliver(envelope(to="قارئ@example.org"))

    assert isinstance(outcome, Refused)
    assert outcome.kind == "needs_smtputf8"
    assert way.letters() == []


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org>\r\nRCPT TO:<b@example.org",
        "a@example.org\r\n",
        "a> SIZE=1 <b@example.org",
        "nobody",
        "",
    ],
)
async def test_what_is_no_address_is_refused_everywhere(way, to):
    outcome = await way.transport.deliver(envelope(to=to))

    assert isinstance(outcome, Refused)
    assert outcome.kind == "not_an_address"
    assert way.letters() == []


@pytest.mark.parametrize("sender", ["", "a\r\nb@example.org", "a>b@example.org"])
async def test_a_sender_that_is_none_is_our_mistake(way, sender):
    with pytest.raises(ValueError, match="cannot send"):
        await way.transport.deliver(envelope(sender=sender))

    assert way.letters() == []


async def test_the_same_parcel_again_can_be_told_by_its_message_id(way):
    await way.transport.deliver(envelope())
    again = await way.transport.deliver(envelope())

    assert isinstance(again, Delivered)
    assert set(way.letters()) == {letter()}


@pytest.mark.parametrize("kind", ["maildir", "smtp", "lmtp"])
async def test_a_way_that_is_closed_defers_with_a_sentence(kind, tmp_path):
    (tmp_path / "file").touch()
    closed: dict[str, MailTransport] = {
        "maildir": Maildir(tmp_path / "file"),
        "smtp": through(f"smtp://127.0.0.1:{mailserver.free_port()}"),
        "lmtp": through(f"lmtp://{tmp_path}/nowhere"),
    }

    outcome = await closed[kind].deliver(envelope())

    assert isinstance(outcome, Deferred)
    assert outcome.reason.isprintable()
    assert outcome.transport.startswith(kind)

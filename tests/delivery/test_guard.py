"""The guard in front of every connection (partners.md §5, list D)."""

import asyncio
import socket
import ssl
from ipaddress import ip_network

import httpcore
import httpx
import pytest

from audience.addresses import parse_allow
from delivery.guard import (
    BlockedError,
    DialError,
    Guard,
    GuardedTransport,
    PinnedBackend,
    RefusedError,
    UnresolvedError,
    is_own,
    kind_of,
)
from delivery.transports import Transports
from tests.delivery.conftest import LOOPBACK
from tests.support.certificate import client_context, server_context
from tests.support.partner import Answer, Partner
from tests.support.resolver import FakeResolver

NAME = "partner.example.org"
PUBLIC = "1.1.1.1"


async def get(transports, url):
    async with transports.lend(url) as transport:
        response = await transport.handle_async_request(httpx.Request("GET", url))
        await response.aread()
        return response


def backend(*answers, guard=None, own=lambda address: False):
    resolver = FakeResolver({NAME: list(answers)})
    return PinnedBackend(guard or Guard(), resolver, own)


async def test_the_pool_in_use_is_ours(transports, partner):
    """Fails if httpx changes what stands behind its transport."""
    async with transports.lend(partner.url) as transport:
        await transport.handle_async_request(httpx.Request("POST", partner.url))

        assert type(transport._pool) is httpcore.AsyncConnectionPool
        assert isinstance(transport._pool._network_backend, PinnedBackend)
        assert transport.dials == 1
        assert len(transport._pool.connections) == 1


def test_an_httpx_without_that_pool_is_noticed(monkeypatch):
    monkeypatch.setattr(
        httpx.AsyncHTTPTransport, "__init__", lambda self, **options: None
    )

    with pytest.raises(TypeError, match="moved its pool"):
        GuardedTransport(Guard(), backend(), ssl.create_default_context())


TRICKS = [
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0",
    "localhost",
    "localhost.",
    "127.0.0.1",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[64:ff9b:1::7f00:1]",
    "[2001::1]",
    "[fec0::1]",
    "[fd00:ec2::254]",
    "[::127.0.0.1]",
    "10.0.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "192.0.0.192",
    "100.100.100.200",
    "224.0.0.1",
    "127。0。0。1",
    "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
]


@pytest.mark.parametrize("host", TRICKS)
async def test_no_spelling_of_an_inner_address_is_dialled(host):
    """With the system's own resolver, which knows the old spellings of IPv4."""
    transports = Transports(Guard())
    try:
        url = httpx.URL(f"https://{host}/")
    except httpx.InvalidURL:
        return  # not even a URL

    with pytest.raises(httpx.ConnectError) as raised:
        await get(transports, url)
    await transports.aclose()

    # glibc knows all the spellings, other resolvers call some of them no name.
    assert kind_of(raised.value) in ("blocked", "dns")


async def test_a_zone_is_not_dialled():
    with pytest.raises(BlockedError, match="zone"):
        await PinnedBackend(Guard(), FakeResolver({})).connect_tcp("fe80::1%lo", 443)


@pytest.mark.parametrize("port", [22, 25, 80, 6379, 8443])
async def test_other_ports_are_not_dialled(port):
    with pytest.raises(BlockedError, match=f"port {port}"):
        await backend([PUBLIC]).connect_tcp(NAME, port)


@pytest.mark.parametrize(
    "answers",
    [
        [PUBLIC, "10.0.0.1"],
        ["10.0.0.1", PUBLIC],
        [PUBLIC, "2606:4700::1111", "::1"],
        ["fd00::1"],  # AAAA only
        [PUBLIC] * 1 + [f"1.1.2.{n}" for n in range(16)],
    ],
    ids=["last", "first", "other family", "AAAA only", "17 answers"],
)
async def test_one_bad_answer_refuses_the_whole_name(answers):
    with pytest.raises(BlockedError, match=NAME):
        await backend(answers).connect_tcp(NAME, 443)


async def test_sixteen_different_answers_are_not_too_many():
    answers = [f"1.1.2.{n}" for n in range(16)] * 2
    judged = backend()._judged(NAME, 443, list(dict.fromkeys(answers)))

    assert judged == ["1.1.2.0", "1.1.2.1", "1.1.2.2"]


async def test_this_machine_itself_is_refused_unless_it_is_allowed():
    mine = Guard(parse_allow(f"{PUBLIC}/32:443"))

    with pytest.raises(BlockedError, match="itself"):
        await backend([PUBLIC], own=lambda a: a == PUBLIC).connect_tcp(NAME, 443)

    assert Guard().objection(PUBLIC, 443, lambda address: False) is None
    assert mine.objection(PUBLIC, 443, lambda address: True) is None


async def test_what_the_operator_denies_is_refused():
    guard = Guard(parse_allow("0.0.0.0/0:*"), (ip_network("1.0.0.0/8"),))

    with pytest.raises(BlockedError, match="denied"):
        await backend([PUBLIC], guard=guard).connect_tcp(NAME, 443)


def test_the_kernel_knows_our_own_addresses():
    assert is_own("127.0.0.1")


@pytest.mark.allow_hosts(["255.255.255.255", "127.0.0.2"])
def test_other_addresses_are_not_ours():
    assert not is_own("127.0.0.2")  # answered with 127.0.0.1 as the source
    assert not is_own("255.255.255.255")  # the kernel refuses


async def test_the_checked_answer_is_the_one_connected(partner):
    """Rebinding: the second answer is another one, and is never asked for."""
    resolver = FakeResolver({NAME: [["127.0.0.1"], ["10.0.0.1"]]})
    transports = Transports(LOOPBACK, resolver)
    url = f"http://{NAME}:{partner.port}/hook"

    await get(transports, url)
    await transports.aclose()

    assert resolver.asked == [(NAME, partner.port)]  # one question
    assert partner.received[0].headers["host"] == f"{NAME}:{partner.port}"


async def test_a_name_that_rebinds_inwards_is_refused_at_the_next_connection(partner):
    resolver = FakeResolver({NAME: [["127.0.0.1"], ["10.0.0.1"]]})
    transports = Transports(LOOPBACK, resolver)
    url = f"http://{NAME}:{partner.port}/hook"
    partner.answers(Answer(close=True))

    await get(transports, url)
    with pytest.raises(httpx.ConnectError, match=r"10\.0\.0\.1"):
        await get(transports, url)
    await transports.aclose()

    assert len(partner.received) == 1


@pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2"])
async def test_the_next_address_is_tried_when_one_refuses(partner):
    closed = "127.0.0.2"  # the partner listens on 127.0.0.1 only
    guard = Guard(parse_allow("127.0.0.0/8:*"))
    resolver = FakeResolver({NAME: [[closed, "127.0.0.1"]]})
    transports = Transports(guard, resolver)

    response = await get(transports, f"http://{NAME}:{partner.port}/hook")
    await transports.aclose()

    assert response.status_code == 204
    assert len(resolver.asked) == 1


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_nobody_listening_is_refused(transports, unused_port):
    with pytest.raises(httpx.ConnectError) as raised:
        await get(transports, f"http://127.0.0.1:{unused_port}/")

    assert isinstance(raised.value.__cause__, RefusedError)
    assert kind_of(raised.value) == "refused"


@pytest.mark.parametrize(
    "answer",
    [OSError(-2, "Name or service not known"), UnicodeError("label too long"), []],
    ids=["no such name", "no name at all", "no address"],
)
async def test_a_name_without_address_is_a_matter_of_dns(answer):
    with pytest.raises(UnresolvedError, match=NAME):
        await backend(answer).connect_tcp(NAME, 443, 1.0)


async def test_a_resolver_that_hangs_is_a_matter_of_dns():
    async def hang(host, port):
        await asyncio.sleep(60)
        return []

    with pytest.raises(UnresolvedError, match="no answer"):
        await PinnedBackend(Guard(), hang).connect_tcp(NAME, 443, 0.05)


class Dialler(httpcore.AsyncMockBackend):
    """Fails as it is told, address by address."""

    def __init__(self, *failures):
        super().__init__([])
        self.failures = list(failures)
        self.patience = []

    async def connect_tcp(self, host, port, patience=None, *_):
        self.patience.append(patience)
        raise self.failures.pop(0)


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpcore.ConnectTimeout("slow"), httpcore.ConnectTimeout),
        (caused(httpcore.ConnectError(), ConnectionRefusedError()), RefusedError),
        (
            caused(httpcore.ConnectError(), OSError(24, "Too many open files")),
            DialError,
        ),
    ],
    ids=["timeout", "refused", "no sockets left"],
)
async def test_the_last_failure_is_explained(failure, expected):
    pinned = backend([PUBLIC, "1.0.0.1"])
    pinned._inner = Dialler(httpcore.ConnectError("first"), failure)

    with pytest.raises(expected) as raised:
        await pinned.connect_tcp(NAME, 443, 6.0)

    assert type(raised.value) is expected
    assert pinned._inner.patience == [3.0, 3.0]  # together no more than was given


async def test_no_more_than_three_addresses_are_dialled():
    pinned = backend([f"1.1.2.{n}" for n in range(9)])
    pinned._inner = Dialler(*[httpcore.ConnectTimeout(str(n)) for n in range(9)])

    with pytest.raises(httpcore.ConnectTimeout):
        await pinned.connect_tcp(NAME, 443)

    assert pinned._inner.patience == [None, None, None]


async def test_unix_sockets_are_refused():
    with pytest.raises(BlockedError, match="unix"):
        await backend().connect_unix_socket("/run/docker.sock")


async def test_a_certificate_of_the_name_is_accepted_and_the_name_is_sent(resolver):
    resolver.names[NAME] = [["127.0.0.1"]]
    transports = Transports(LOOPBACK, resolver, client_context(NAME))

    async with Partner(server_context(NAME)) as partner:
        response = await get(transports, f"https://{NAME}:{partner.port}/hook")
        await transports.aclose()

    assert response.status_code == 204
    assert partner.received[0].headers["host"] == f"{NAME}:{partner.port}"


@pytest.mark.parametrize("trusted", ["other.example.org", NAME])
async def test_a_certificate_of_somebody_else_is_refused(resolver, trusted):
    resolver.names[NAME] = [["127.0.0.1"]]
    transports = Transports(LOOPBACK, resolver, client_context(trusted))

    async with Partner(server_context("other.example.org")) as partner:
        with pytest.raises(httpx.ConnectError) as raised:
            await get(transports, f"https://{NAME}:{partner.port}/hook")
        await transports.aclose()

    assert kind_of(raised.value) == "tls"
    assert partner.received == []


async def test_proxies_of_the_environment_are_ignored(
    transports, partner, monkeypatch, unused_port
):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port}")

    assert (await get(transports, partner.url)).status_code == 204


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), "timeout"),
        (httpx.ReadTimeout(""), "timeout"),
        (ssl.SSLError(), "tls"),
        (httpx.ConnectError(""), "tls"),
        (caused(httpx.ConnectError(""), BlockedError()), "blocked"),
        (caused(httpx.ConnectError(""), DialError()), "error"),
        (httpx.ReadError(""), "error"),
        (OSError(), "error"),
    ],
    ids=lambda value: repr(value) if isinstance(value, Exception) else value,
)
def test_outsiders_learn_only_a_class(error, kind):
    assert kind_of(error) == kind

"""One transport per endpoint: kept, lent and closed."""

import asyncio

import httpx
import pytest

from delivery.guard import Guard
from delivery.transports import SystemResolver, Transports
from tests.delivery.conftest import LOOPBACK
from tests.support.partner import Answer, Partner


async def fetch(transports, url):
    async with transports.lend(url) as transport:
        response = await transport.handle_async_request(httpx.Request("GET", url))
        await response.aread()


async def test_an_endpoint_keeps_its_connection(transports, partner):
    await fetch(transports, partner.url)
    await fetch(transports, partner.url)

    assert partner.connections == 1


async def test_endpoints_of_one_host_do_not_wait_for_each_other(transports, partner):
    partner.answers(Answer(delay=0.2))
    began = asyncio.get_running_loop().time()

    await asyncio.gather(*(fetch(transports, f"{partner.url}/{n}") for n in range(5)))

    assert asyncio.get_running_loop().time() - began < 0.6
    assert partner.most_open == 5


async def test_two_for_one_endpoint_each_have_their_own(transports, partner):
    partner.answers(Answer(delay=0.1))

    await asyncio.gather(*(fetch(transports, partner.url) for _ in range(3)))

    assert partner.most_open == 3
    assert len(transports._kept) == 1


async def test_the_longest_unused_is_closed_first(resolver, partner):
    transports = Transports(LOOPBACK, resolver, most_kept=2)
    one, two, three = (f"{partner.url}/{n}" for n in range(3))

    for url in (one, two, one, three):
        await fetch(transports, url)

    assert list(transports._kept) == [one, three]
    await transports.aclose()
    await partner.quiet()


async def test_what_is_lent_is_not_closed_to_make_room(resolver, partner):
    transports = Transports(LOOPBACK, resolver, most_kept=1)
    partner.answers(Answer(delay=0.1))

    await asyncio.gather(*(fetch(transports, f"{partner.url}/{n}") for n in range(5)))

    assert len(partner.received) == 5
    await transports.aclose()


async def test_an_idle_transport_does_not_hold_its_socket_for_ever(
    resolver, monkeypatch
):
    monkeypatch.setattr("delivery.transports.KEPT_IDLE", 0.05)
    transports = Transports(LOOPBACK, resolver)

    async with Partner() as idle, Partner() as busy:
        await fetch(transports, idle.url)
        await fetch(transports, busy.url)
        await asyncio.sleep(0.1)
        await fetch(transports, busy.url)
        await idle.quiet()

        assert list(transports._kept) == [busy.url]
        await transports.aclose()


async def test_a_changed_guard_closes_what_the_old_one_let_through(resolver, partner):
    transports = Transports(LOOPBACK, resolver)
    await fetch(transports, partner.url)

    await transports.change(Guard())
    await partner.quiet()

    with pytest.raises(httpx.ConnectError, match="blocked"):
        await fetch(transports, partner.url)
    await transports.aclose()


async def test_what_was_lent_before_the_change_is_closed_when_it_comes_back(
    resolver, partner
):
    transports = Transports(LOOPBACK, resolver)
    partner.answers(Answer(delay=0.1))
    under_way = asyncio.create_task(fetch(transports, partner.url))
    await partner.arrived(1)

    await transports.change(Guard())
    await under_way

    await partner.quiet()
    await transports.aclose()


async def test_what_is_lent_while_closing_is_closed_when_it_comes_back(
    resolver, partner
):
    transports = Transports(LOOPBACK, resolver)
    partner.answers(Answer(delay=0.1))
    under_way = asyncio.create_task(fetch(transports, partner.url))
    await partner.arrived(1)

    await transports.aclose()
    await under_way

    await partner.quiet()


async def test_the_system_is_asked_in_threads_of_its_own():
    resolver = SystemResolver()

    assert "127.0.0.1" in await resolver("localhost", 443)
    resolver.close()


async def test_a_name_the_system_does_not_know_is_an_error_of_the_system():
    resolver = SystemResolver()

    with pytest.raises(OSError, match=r".+"):
        await resolver("no-such-name.invalid", 443)
    resolver.close()


async def test_the_resolver_made_for_the_transports_closes_with_them():
    transports = Transports(LOOPBACK)

    await transports.aclose()

    with pytest.raises(RuntimeError, match="shutdown"):
        await transports._resolve("localhost", 443)

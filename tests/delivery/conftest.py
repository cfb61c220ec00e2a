"""What every channel's tests stand on."""

import pytest

from audience.addresses import parse_allow
from delivery.guard import Guard
from delivery.transports import Transports
from tests.support.partner import Partner
from tests.support.resolver import FakeResolver

LOOPBACK = Guard(parse_allow("127.0.0.1/32:*"))


@pytest.fixture
async def partner():
    async with Partner() as partner:
        yield partner


@pytest.fixture
def resolver():
    """Knows no name until the test teaches it one."""
    return FakeResolver({})


@pytest.fixture
async def transports(resolver):
    """Transports that may reach 127.0.0.1, and nothing else in this machine."""
    transports = Transports(LOOPBACK, resolver)
    yield transports
    await transports.aclose()

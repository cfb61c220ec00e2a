"""Partners' endpoints: checked, sealed, and left alone once they are gone."""

import pytest

from audience import partners
from audience.addresses import parse_allow
from audience.keys import BrokenSealError, unseal
from audience.partners import Endpoint
from newsroom.partners import BELONGS_TO, add_endpoint, close_endpoint
from newsroom.problem import Problem
from tests.support.dispatching import claim_posts, lane, states
from tests.support.house import Built, listen, publish

URL = "https://akhbar.example/hook"


async def add(built: Built, url: str = URL, partner: str = "Akhbar", allowed=()):
    return await add_endpoint(built.house, partner, url, [], b"whsec", allowed)


async def test_an_endpoint_is_kept_with_its_secret_sealed(built: Built):
    endpoint = await add(built, partner=" Akhbar ")

    assert isinstance(endpoint, Endpoint)
    async with built.database.reading() as reading:
        assert await partners.listing(reading) == [endpoint]
    assert (endpoint.partner, endpoint.url, endpoint.state) == ("Akhbar", URL, "active")
    assert b"whsec" not in endpoint.secret
    context = BELONGS_TO.format(endpoint.id)
    assert unseal(built.house.keys, endpoint.secret, context) == b"whsec"
    with pytest.raises(BrokenSealError):
        unseal(built.house.keys, endpoint.secret, BELONGS_TO.format("other"))


@pytest.mark.parametrize(
    ("url", "partner", "field"),
    [
        ("http://akhbar.example/hook", "Akhbar", "url"),
        ("https://127.0.0.1/hook", "Akhbar", "url"),
        ("nothing", "Akhbar", "url"),
        (URL, "  ", "partner"),
    ],
)
async def test_what_cannot_be_posted_to_is_not_kept(
    built: Built, url: str, partner: str, field: str
):
    problem = await add(built, url, partner)

    assert isinstance(problem, Problem)
    assert problem.field == field
    async with built.database.reading() as reading:
        assert await partners.listing(reading) == []


async def test_a_network_that_is_allowed_may_be_near(built: Built):
    allowed = parse_allow("127.0.0.1/32:*")

    assert isinstance(
        await add(built, "http://127.0.0.1:8080/", allowed=allowed), Endpoint
    )


async def test_an_endpoint_that_is_gone_is_asked_no_more(built: Built):
    await listen(built, "a", "b")
    await publish(built)
    async with built.database.writing() as transaction:
        await close_endpoint(transaction, "a", built.clock())

    assert await states(built.database) == [("a", "cancelled"), ("b", "waiting")]
    assert (await lane(built.database, "a")).due is None
    assert [p.destination for p in await claim_posts(built.database)] == ["b"]
    await publish(built, 2)
    assert len(await states(built.database, destination="a")) == 1

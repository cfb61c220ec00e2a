from dataclasses import replace

import pytest

from tests.support.web import House


async def test_the_process_lives():
    async with House().client() as client:
        answer = await client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"ok": True})


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_readiness_is_told_in_parts(ready, status):
    house = House()
    house.readiness = replace(house.readiness, ready=ready, dispatching=False)

    async with house.client() as client:
        answer = await client.get("/readyz")

    assert answer.status_code == status
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "ready": ready,
        "database": True,
        "migrated": True,
        "dispatching": False,
        "paused": False,
    }

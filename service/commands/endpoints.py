"""Endpoints: add one, list them, post a test."""

import json
from time import monotonic
from typing import Annotated, Any
from uuid import uuid4

import typer

from audience import partners as store
from audience.keys import unseal
from audience.partners import Endpoint
from content.decoding import normal_line
from delivery.signature import new_secret, parse_secret
from delivery.webhook import Post
from newsroom import partners
from newsroom.partners import BELONGS_TO
from outbox.parcel import Delivered, Outcome, Unknown
from service.commands.common import AsJson, Data, checked, unknown, with_installation
from service.output import Exit, Output, table, time
from service.transports import webhooks
from service.wiring import Installation

endpoints = typer.Typer(
    no_args_is_help=True, help="Addresses of partners that we post to."
)


@endpoints.command("add")
def add(
    url: Annotated[str, typer.Argument()],
    partner: Annotated[str, typer.Option(help="Whose address it is.")],
    topic: Annotated[
        list[str] | None, typer.Option(help="Only this topic; may be repeated.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Push every change to this address from now on; prints its secret, once."""

    async def work(installation: Installation, output: Output) -> None:
        secret = new_secret()
        allowed = installation.settings.outbound_allow
        added = checked(
            await partners.add_endpoint(
                installation.house,
                normal_line(partner),
                url,
                [normal_line(each) for each in topic or []],
                parse_secret(secret),
                allowed,
            )
        )
        output.result(
            {"endpoint": _record(added), "secret": secret},
            [
                f"{added.id} {added.url}",
                f"secret: {secret}",
                output.sentence("secret_once"),
            ],
        )

    with_installation(data, as_json, work)


@endpoints.command("list")
def list_(data: Data = None, as_json: AsJson = False) -> None:
    """Show all endpoints."""

    async def work(installation: Installation, output: Output) -> None:
        async with installation.database.reading() as reading:
            found = await store.listing(reading)
        rows = [(each.id, each.partner, each.url, each.state) for each in found]
        output.result(
            {
                "endpoints": [
                    {**_record(each), "partner": each.partner} for each in found
                ]
            },
            [table(["id", "partner", "url", "state"], rows)],
        )

    with_installation(data, as_json, work)


@endpoints.command("test")
def post_test(
    name: Annotated[str, typer.Argument(metavar="ID")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Post a signed test event, and say what came back."""

    async def work(installation: Installation, output: Output) -> None:
        endpoint = await _find(installation, name)
        began = monotonic()
        async with webhooks(installation) as posts:
            outcome = await posts.post(_test_post(installation, endpoint))
        record = {**_outcome(outcome), "ms": round((monotonic() - began) * 1000)}
        line = f"{record['outcome']} {record['status'] or record['class'] or ''} in {record['ms']} ms"
        output.result(record, [line])
        if not isinstance(outcome, Delivered):
            raise SystemExit(Exit.FAILED)

    with_installation(data, as_json, work)


async def _find(installation: Installation, name: str) -> Endpoint:
    async with installation.database.reading() as reading:
        found = await store.by_ids(reading, [name])
    if not found:
        raise unknown("endpoint", name)
    return found[0]


def _test_post(installation: Installation, endpoint: Endpoint) -> Post:
    now = installation.house.now()
    body = {
        "type": "endpoint.test",
        "timestamp": time(now),
        "data": {"endpoint": endpoint.id},
    }
    secret = unseal(
        installation.house.keys, endpoint.secret, BELONGS_TO.format(endpoint.id)
    )
    return Post(endpoint.url, uuid4().hex, json.dumps(body).encode(), (secret,), now)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    word = type(outcome).__name__.lower()
    if isinstance(outcome, Delivered):
        return {"outcome": word, "status": outcome.code, "class": None}
    if isinstance(outcome, Unknown):
        return {"outcome": word, "status": None, "class": "error"}
    return {"outcome": word, "status": outcome.code, "class": outcome.kind}


def _record(endpoint: Endpoint) -> dict[str, Any]:
    return {"id": endpoint.id, "url": endpoint.url, "state": endpoint.state}

"""The demo's partner: a site of its own that republishes what it could verify."""

from collections.abc import Callable
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from service.demo import pages
from service.demo.shelf import Receipt, Shelf

LIMIT = 2_000_000  # bytes of a post


def build(shelf: Shelf, name: str, zone: str, now: Callable[[], datetime]) -> ASGIApp:
    """The partner's site over its shelf."""
    painter = pages.painter(name, zone)

    async def hook(request: Request) -> Response:
        if int(request.headers.get("content-length", "0")) > LIMIT:
            return Response(status_code=413)
        receipt = shelf.receive(request.headers, await request.body(), now())
        # The sender learns nothing but that it was not believed.
        return Response(status_code=204 if receipt.verified else 401)

    async def front(_request: Request) -> Response:
        refused = [each for each in shelf.receipts if not each.verified]
        return painter.draw("partner.html", stories=shelf.newest(), refused=refused)

    async def story(request: Request) -> Response:
        found = shelf.find(request.path_params["key"])
        if found is None:
            raise HTTPException(404)
        return painter.draw("story.html", story=found)

    async def received(_request: Request) -> Response:
        return JSONResponse({"received": [_record(each) for each in shelf.receipts]})

    return pages.site(
        painter,
        [
            Route("/", front),
            Route("/hook", hook, methods=["POST"]),
            Route("/a/{key}", story),
            Route("/received.json", received),
        ],
    )


def _record(receipt: Receipt) -> dict[str, object]:
    return {
        "id": receipt.id,
        "type": receipt.type,
        "article": receipt.article,
        "version": receipt.version,
        "verified": receipt.verified,
        "reason": receipt.reason,
        "at": receipt.at.isoformat(),
    }

"""How to get the articles without coming here."""

from starlette.requests import Request
from starlette.responses import Response

from web.answers import page
from web.press import Press


async def show(press: Press, request: Request) -> Response:
    """The address of the feed, and what to do with it."""
    return page(press.draw("follow.html", await press.frame(request)))

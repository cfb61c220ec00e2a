"""The house in numbers, for the machine that watches it."""

from starlette.requests import Request
from starlette.responses import Response

from web.metrics import MEDIA_TYPE, exposition
from web.press import Press


async def show(press: Press, _request: Request) -> Response:
    """All numbers of this moment, or of five seconds ago."""
    text = exposition(await press.site.metrics())
    return Response(text, headers={"content-type": MEDIA_TYPE})

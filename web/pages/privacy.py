"""What is kept about readers, in the words of what this software does."""

from starlette.requests import Request
from starlette.responses import Response

from web.answers import page
from web.pages.follow import contact
from web.press import Press


async def show(press: Press, request: Request) -> Response:
    """What is kept, what is not, how to leave, and whom to ask."""
    frame = await press.frame(request)
    return page(press.draw("privacy.html", frame, contact=contact(frame)))

"""Pages as HTTP answers, and what every answer must forbid the browser."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A mail brings its styles with it; nothing else of it may act.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# Shared caches may hold a page for a minute, so a kill is seen within one.
FRESH = {"cache-control": "public, max-age=60"}
UNKEPT = {"cache-control": "no-cache"}
# Decisions A15: an address with a token in it must not travel on.
SECRET = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
}


def page(
    text: str, status: int = 200, headers: Mapping[str, str] = FRESH
) -> HTMLResponse:
    """The drawn page."""
    return HTMLResponse(text, status, headers=dict(headers))


def moved(path: str) -> Response:
    """The page is and stays at this path."""
    return RedirectResponse(path, 301, headers=dict(FRESH))


class Careful:
    """Every answer says what the browser must not do, unless it says so itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the missing headers added."""

        async def careful_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("content-security-policy", POLICY)
                headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
                headers.setdefault("x-content-type-options", "nosniff")
            await send(message)

        await self._app(scope, receive, careful_send)

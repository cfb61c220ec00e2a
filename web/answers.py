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
NOTHING: Mapping[str, str] = {}
# Kept for asking again only: a fault or a withdrawal may end at any moment.
UNKEPT = {"cache-control": "no-cache"}
_ALWAYS = {
    "content-security-policy": POLICY,
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HTTPS = {"strict-transport-security": "max-age=31536000"}


def page(
    text: str, status: int = 200, headers: Mapping[str, str] = NOTHING
) -> HTMLResponse:
    """The drawn page; how long it may be kept is for its route to say."""
    return HTMLResponse(text, status, headers=dict(headers))


def moved(path: str) -> Response:
    """The page is and stays at this path."""
    return RedirectResponse(path, 301)


def seen(path: str) -> Response:
    """It is done; this page shows it (RFC 9110 §15.4.4)."""
    return RedirectResponse(path, 303, headers={"cache-control": "no-store"})


class Careful:
    """Every answer says what the browser must not do, unless it says so itself."""

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        # Over HTTP browsers must ignore it, and a test server must not promise it.
        self._headers = _ALWAYS | _HTTPS if https else _ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the missing headers added."""

        async def careful_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, careful_send)

"""The demo's mailbox in the browser: the letters as their readers would open them."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from service.demo import pages
from service.demo.mailbox import Letter, letters

# A mail program shows a letter in a room of its own: nothing in it runs, loads or
# submits anything, and its links open outside.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
OPEN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_LINKS_OUTSIDE = '<base target="_blank">'


def build(folder: Path, name: str, zone: str) -> ASGIApp:
    """The mailbox over the maildir."""
    painter = pages.painter(name, zone)

    async def front(_request: Request) -> Response:
        return painter.draw("mailbox.html", letters=letters(folder))

    async def letter(request: Request) -> Response:
        shown = painter.draw("letter.html", letter=_find(folder, request))
        shown.headers["content-security-policy"] = OPEN_POLICY
        return shown

    async def html(request: Request) -> Response:
        text = _find(folder, request).html
        inside = text.replace("<head>", f"<head>{_LINKS_OUTSIDE}", 1)
        policy = {"content-security-policy": LETTER_POLICY}
        return HTMLResponse(inside, headers={**pages.NOW, **policy})

    async def text(request: Request) -> Response:
        return PlainTextResponse(_find(folder, request).text, headers=pages.NOW)

    async def source(request: Request) -> Response:
        raw = _find(folder, request).raw
        return PlainTextResponse(raw, headers=pages.NOW)

    return pages.site(
        painter,
        [
            Route("/", front),
            Route("/{key}", letter),
            Route("/{key}/html", html),
            Route("/{key}/text", text),
            Route("/{key}/source", source),
        ],
    )


def _find(folder: Path, request: Request) -> Letter:
    wanted = request.path_params["key"]
    found = next((each for each in letters(folder) if each.key == wanted), None)
    if found is None:
        raise HTTPException(404)
    return found

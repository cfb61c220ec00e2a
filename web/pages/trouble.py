"""What is said when there is no page, or no way to draw one."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web import asked
from web.answers import NOTHING, UNKEPT, page
from web.pages.moved import from_old
from web.press import Frame, Press

_API = "/api/"
_SOON = {"cache-control": "no-store", "retry-after": "30"}
# The name of each problem's words; any other is one of the asker's own making.
_NAMES = {403: "forbidden", 404: "missing", 405: "method", 429: "often"}


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing to read; `tone` is the pigment of its dots."""

    title: str
    text: str
    tone: str = ""


async def explain(press: Press, request: Request, error: Exception) -> Response:
    """There is no such page, or it does not take this request."""
    known = cast(HTTPException, error)  # what it is registered for
    if known.status_code == 404 and (answer := await from_old(press, request)):
        return answer
    headers = {
        **UNKEPT,
        "vary": "Cookie",
        **(known.headers or NOTHING),
    }
    if _is_for_programs(request):
        return _problem(known.status_code, headers)
    frame = await press.frame(request)
    name = _NAMES.get(known.status_code, "refused")
    return _page(press, frame, name, known.status_code, headers)


async def wait(press: Press, request: Request, _error: Exception) -> Response:
    """What the page is made of cannot be had just now."""
    return _bare(press, request, "busy", 503, _SOON)


async def apologise(press: Press, request: Request, _error: Exception) -> Response:
    """The fault is ours; the page asks nobody anything, for that may have failed."""
    return _bare(press, request, "broken", 500, {"cache-control": "no-store"})


def _bare(
    press: Press, request: Request, name: str, status: int, headers: dict[str, str]
) -> Response:
    if _is_for_programs(request):
        return _problem(status, headers)
    return _page(press, press.bare_frame(request), name, status, headers, tone="red")


def _page(
    press: Press,
    frame: Frame,
    name: str,
    status: int,
    headers: dict[str, str],
    tone: str = "",
) -> Response:
    words = frame.words
    slip = Slip(words[f"{name}_title"], words[f"{name}_text"], tone)
    return page(press.draw("slip.html", frame, slip=slip), status, headers)


def _is_for_programs(request: Request) -> bool:
    return asked.path(request).startswith(_API)


def _problem(status: int, headers: dict[str, str]) -> Response:
    """The same for programs (RFC 9457)."""
    return JSONResponse(
        {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status},
        status,
        headers,
        media_type="application/problem+json",
    )

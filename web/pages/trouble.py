"""What is said when there is no page, or no way to draw one."""

from dataclasses import dataclass
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.answers import UNKEPT, page
from web.press import Frame, Press


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing to read; `tone` is the pigment of its dots."""

    title: str
    text: str
    tone: str = ""


async def explain(press: Press, _request: Request, error: Exception) -> Response:
    """There is no such page, or it does not know the method."""
    known = cast(HTTPException, error)  # what it is registered for
    frame = await press.frame()
    drawn = _drawn(press, frame, _slip(known.status_code, frame))
    return page(drawn, known.status_code, {**UNKEPT, **(known.headers or {})})


async def apologise(press: Press, _request: Request, _error: Exception) -> Response:
    """The fault is ours; the page asks nobody anything, for that may have failed."""
    frame = press.bare_frame()
    words = frame.words
    slip = Slip(words.broken_title, words.broken_text, tone="red")
    return page(_drawn(press, frame, slip), 500, {"cache-control": "no-store"})


def _slip(status: int, frame: Frame) -> Slip:
    words = frame.words
    if status == 405:
        return Slip(words.method_title, words.method_text)
    return Slip(words.missing_title, words.missing_text)


def _drawn(press: Press, frame: Frame, slip: Slip) -> str:
    return press.draw("slip.html", frame, slip=slip)

"""What is said when there is no page, or no way to draw one."""

from dataclasses import dataclass

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


async def explain(press: Press, request: Request, error: Exception) -> Response:
    """There is no such page, or it does not know the method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    frame = await press.frame()
    said = page(_drawn(press, frame, _slip(status, frame)), status, UNKEPT)
    if isinstance(error, HTTPException):
        said.headers.update(error.headers or {})
    return said


async def apologise(press: Press, request: Request, error: Exception) -> Response:
    """The fault is ours; the page asks nobody anything, for that may have failed."""
    frame = press.bare_frame()
    words = frame.words
    slip = Slip(words.broken_title, words.broken_text, tone="red")
    return page(_drawn(press, frame, slip), 500, {"cache-control": "no-store"})


def _slip(status: int, frame: Frame) -> Slip:
    words = frame.words
    if status == 405:  # noqa: PLR2004
        return Slip(words.method_title, words.method_text)
    return Slip(words.missing_title, words.missing_text)


def _drawn(press: Press, frame: Frame, slip: Slip) -> str:
    return press.draw("slip.html", frame, slip=slip)

"""Into the desk by a link that works once, and out of it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from audience.users import Link
from web import prose, session
from web.answers import page, seen
from web.attempts import WHILE
from web.pages.trouble import Slip
from web.press import Frame, Press

DESK = "/desk"


async def explain(press: Press, request: Request) -> Response:
    """How to come in."""
    frame = await press.frame(request)
    slip = Slip(frame.words.sign_in_title, frame.words.sign_in_text)
    return page(press.draw("slip.html", frame, slip=slip))


async def show(press: Press, request: Request) -> Response:
    """Whom the link lets in; following it changes nothing, for scanners do."""
    link = await _known(press, request)
    frame = await press.frame(request)
    if not link.is_open(press.site.now()):
        return _closed(press, frame, link)
    slip = Slip(frame.words.sign_in_title, _said("sign_in_offer", link, frame))
    return page(press.draw("sign_in.html", frame, slip=slip))


async def act(press: Press, request: Request) -> Response:
    """The link is used up, and its user is at the desk."""
    link = await _known(press, request)
    secret = await press.site.enter(request.path_params["token"])
    if secret is None:
        return _closed(press, await press.frame(request), link)
    response = seen(press.redirect_path(DESK))
    session.keep(response, secret, https=press.is_https)
    return response


async def leave(press: Press, request: Request) -> Response:
    """The session has ended, here and in the database."""
    await press.site.sign_out(request.state.session)
    response = seen(press.redirect_path("/desk/sign-in"))
    session.drop(response, https=press.is_https)
    return response


async def _known(press: Press, request: Request) -> Link:
    """The link; who keeps trying others' is slowed down, who has one never is."""
    link = await press.site.sign_in_link(request.path_params["token"])
    if link is None:
        who = request.client.host if request.client else ""
        if press.attempts.fail(who, press.site.now()):
            wait = {"retry-after": str(int(WHILE.total_seconds()))}
            raise HTTPException(429, headers=wait)
        raise HTTPException(404)
    return link


def _closed(press: Press, frame: Frame, link: Link) -> Response:
    said = "sign_in_used" if link.used_at else "sign_in_over"
    slip = Slip(frame.words.sign_in_closed, _said(said, link, frame))
    return page(press.draw("slip.html", frame, slip=slip), 410)


def _said(name: str, link: Link, frame: Frame) -> str:
    at = link.used_at or link.expires
    return prose.fill(
        frame.words[name],
        name=prose.prose(link.user.name, frame.direction),
        day=frame.date(at),
        time=frame.clock(at),
    )

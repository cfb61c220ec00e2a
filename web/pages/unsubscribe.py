"""Out of a newsletter: GET shows, POST acts, and nobody is asked why."""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from web import prose
from web.answers import page
from web.pages.trouble import Slip
from web.press import Frame, Press
from web.site import LeaveLink


async def show(press: Press, request: Request) -> Response:
    """What the link would end; following it changes nothing (RFC 8058 §3.1)."""
    link = await press.site.leave_link(request.path_params["token"])
    if link is None:
        return await _unknown(press, request)
    frame = await press.frame(request, link.language)
    if link.already_left:
        return _left(press, frame, link, frame.words.left_before_title)
    said = _said(frame.words.leave_text, link, frame)
    drawn = press.draw(
        "unsubscribe.html", frame, slip=Slip(frame.words.leave_title, said)
    )
    return page(drawn)


async def act(press: Press, request: Request) -> Response:
    """The subscription has ended, whatever the body says and however often it comes.

    A mail program posts `List-Unsubscribe=One-Click` without cookies and follows no
    redirect (RFC 8058 §3.1 and §3.2); the form posts nothing. Both get the same 200.
    """
    token = request.path_params["token"]
    link = await press.site.leave_link(token)
    if link is None or not await press.site.leave(token):
        return await _unknown(press, request)
    frame = await press.frame(request, link.language)
    return _left(press, frame, link, frame.words.left_title)


def _left(press: Press, frame: Frame, link: LeaveLink, title: str) -> Response:
    said = _said(frame.words.left_text, link, frame)
    return page(press.draw("left.html", frame, slip=Slip(title, said)))


async def _unknown(press: Press, request: Request) -> Response:
    frame = await press.frame(request)
    slip = Slip(frame.words.link_title, frame.words.link_text)
    return page(press.draw("slip.html", frame, slip=slip), 404)


def _said(sentence: str, link: LeaveLink, frame: Frame) -> Markup:
    return prose.fill(
        sentence,
        newsletter=prose.prose(link.newsletter_title, frame.direction),
        address=prose.address(link.address),
    )

"""What happens before and after each answer, by the rules of its row."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from audience.users import ROLES, User
from web import asked, forms, session
from web.answers import seen
from web.press import Press
from web.routes import CACHE, SIGN_IN, VARY, Row
from web.watcher import is_welcome


def guarded(row: Row, press: Press) -> Callable[[Request], Awaitable[Response]]:
    """The row's answers, given only to who may have them."""

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        _check_caller(row, press, request)
        if row.enter in ROLES:
            if not await _enters(row, press, request):
                return _outside(press, method)
            if method == "POST":
                await _check_token(request)
        return _ruled(row, await row.answers[method](press, request))

    return answer


def may(user: User, row: Row) -> bool:
    """Whether the user's role is that of the row or above it."""
    needed = [role for role in ROLES if role == row.enter]
    return all(ROLES.index(user.role) >= ROLES.index(role) for role in needed)


def _ruled(row: Row, response: Response) -> Response:
    """The answer with what its row says of it, where it has not said so itself."""
    for name, value in CACHE[row.keeps].items():
        response.headers.setdefault(name, value)
    if VARY[row.speaks]:
        response.headers.setdefault("vary", VARY[row.speaks])
    return response


def _check_caller(row: Row, press: Press, request: Request) -> None:
    """What the call itself must show, whoever is signed in."""
    if "\0" in asked.path(request):
        raise HTTPException(404)  # PostgreSQL holds no such text, nor looks for it
    if row.enter == "watcher" and not _watches(request, press):
        raise HTTPException(403)
    if request.method == "POST" and row.own_forms and not _is_ours(press, request):
        raise HTTPException(403)


def _is_ours(press: Press, request: Request) -> bool:
    return forms.is_own(request.headers, press.site.public_url)


def _watches(request: Request, press: Press) -> bool:
    peer = request.client.host if request.client else None
    return is_welcome(request.headers, peer, press.site.metrics_token)


async def _enters(row: Row, press: Press, request: Request) -> bool:
    """Whether somebody is signed in; who may not go further is told so."""
    secret = session.secret_in(request.cookies, https=press.is_https)
    user = await press.site.who(secret) if secret else None
    if user is None:
        return False
    if not may(user, row):
        raise HTTPException(403)
    request.state.user, request.state.session = user, secret
    return True


async def _check_token(request: Request) -> None:
    form = await forms.read(request)
    if not forms.is_for(request.state.session, form.get(forms.CSRF, "")):
        raise HTTPException(403)


def _outside(press: Press, method: str) -> Response:
    """Who is not signed in is shown how; a form of theirs is not acted on."""
    if method == "POST":
        raise HTTPException(403)
    return seen(press.redirect_path(SIGN_IN))

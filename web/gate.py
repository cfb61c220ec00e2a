"""What happens before and after each answer, by the rules of its row."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web import forms
from web.press import Press
from web.routes import CACHE, VARY, Row


def guarded(row: Row, press: Press) -> Callable[[Request], Awaitable[Response]]:
    """The row's answers, given only to who may have them."""

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if method == "POST":
            _check_form(row, press, request)
        response = await row.answers[method](press, request)
        for name, value in CACHE[row.keeps].items():
            response.headers.setdefault(name, value)
        if VARY[row.speaks]:
            response.headers.setdefault("vary", VARY[row.speaks])
        return response

    return answer


def _check_form(row: Row, press: Press, request: Request) -> None:
    if row.own_forms and not forms.is_own(request.headers, press.site.public_url):
        raise HTTPException(403, "foreign form")

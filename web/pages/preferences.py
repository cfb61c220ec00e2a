"""The language and the light a reader asks for, kept in their own browser."""

import re

from starlette.requests import Request
from starlette.responses import Response

from web import forms
from web.answers import seen
from web.language import LANGUAGE, THEME, THEMES
from web.press import Press
from web.words import LANGUAGES

_YEAR = 365 * 24 * 3600
_CHOICES = {LANGUAGE: LANGUAGES, THEME: THEMES}
# A path of ours: one slash, and nothing that a browser reads as a host or a new line.
_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


async def act(press: Press, request: Request) -> Response:
    """The choice is kept, or forgotten where it is none; the same page shows it."""
    form = await forms.read(request)
    response = seen(press.redirect_path(_back(form.get("back", ""))))
    for name, known in _CHOICES.items():
        if form.get(name) in known:
            response.set_cookie(
                name,
                form[name],
                max_age=_YEAR,
                secure=press.is_https,
                httponly=True,
                samesite="lax",
            )
        elif name in form:
            response.delete_cookie(name, secure=press.is_https, httponly=True)
    return response


def _back(path: str) -> str:
    return path if _PATH.fullmatch(path) else "/"

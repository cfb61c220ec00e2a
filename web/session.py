"""The cookie by which somebody at the desk is known again."""

from collections.abc import Mapping

from starlette.responses import Response

from audience.users import LONGEST


def secret_in(cookies: Mapping[str, str], *, https: bool) -> str | None:
    """The session's secret, if the browser brought one."""
    return cookies.get(_name(https=https))


def keep(response: Response, secret: str, *, https: bool) -> None:
    """The browser brings it with every request here, and no script can read it."""
    response.set_cookie(
        _name(https=https),
        secret,
        max_age=int(LONGEST.total_seconds()),
        secure=https,
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, *, https: bool) -> None:
    """The browser forgets it."""
    response.delete_cookie(
        _name(https=https), secure=https, httponly=True, samesite="lax"
    )


def _name(*, https: bool) -> str:
    # __Host-: set by this very host over HTTPS, never by a neighbour of its domain.
    return "__Host-session" if https else "session"

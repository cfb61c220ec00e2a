"""All addresses of the site, as one ASGI application."""

from functools import partial

from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from web.answers import Careful
from web.feeds import FeedsInFront
from web.gate import guarded
from web.pages import trouble
from web.press import Press, make_press
from web.routes import TABLE
from web.site import Site


def build(site: Site) -> ASGIApp:
    """The whole site: feeds in front, pages behind."""
    press = make_press(site)
    pages = Starlette(
        routes=_routes(press),
        exception_handlers={
            HTTPException: partial(trouble.explain, press),
            # The database is away or busy; it is asked again soon.
            OperationalError: partial(trouble.wait, press),
            InterfaceError: partial(trouble.wait, press),
            Exception: partial(trouble.apologise, press),
        },
    )
    # The router would redirect to an address made of Host, which anybody can write.
    pages.router.redirect_slashes = False
    https = site.public_url.startswith("https://")
    return FeedsInFront(site, Careful(pages, https=https))


def _routes(press: Press) -> list[Route]:
    return [
        Route(row.path, guarded(row, press), methods=list(row.answers))
        for row in TABLE
        if row.answers
    ]

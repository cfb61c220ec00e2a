"""All addresses of the site, as one ASGI application."""

from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from web.answers import Careful
from web.feeds import FeedsInFront
from web.pages import (
    article,
    edition,
    follow,
    front,
    health,
    static,
    trouble,
    unsubscribe,
)
from web.press import Press, make_press
from web.site import Site

_SHORT = {
    "/feed": "/feeds/all.atom",
    "/rss": "/feeds/all.rss",
    "/atom.xml": "/feeds/all.atom",
    "/feed.json": "/feeds/all.json",
    "/feeds/": "/feeds",
}


def build(site: Site) -> ASGIApp:
    """The whole site: feeds in front, pages behind."""
    press = make_press(site)
    pages = Starlette(
        routes=_routes(press),
        exception_handlers={
            HTTPException: partial(trouble.explain, press),
            Exception: partial(trouble.apologise, press),
        },
    )
    # The router would redirect to an address made of Host, which anybody can write.
    pages.router.redirect_slashes = False
    return FeedsInFront(site, Careful(pages))


def _routes(press: Press) -> list[Route]:
    # A sent edition names no icon, so browsers ask for the oldest one.
    short = {**_SHORT, "/favicon.ico": press.assets.path("dot.svg")}
    return [
        Route("/", partial(front.show, press)),
        Route("/a/{name}", partial(article.show, press)),
        Route("/a/{name}/{slug:path}", partial(article.show, press)),
        Route("/feeds", partial(follow.show, press)),
        Route("/newsletters/{newsletter}/{slot}", partial(edition.show, press)),
        Route("/u/{token}", partial(unsubscribe.show, press)),
        Route("/u/{token}", partial(unsubscribe.act, press), methods=["POST"]),
        Route("/healthz", health.alive),
        Route("/readyz", partial(health.ready, press)),
        Route("/robots.txt", static.robots),
        Route("/static/{name}", partial(static.asset, press)),
        Route("/fonts/{name}", partial(static.face, press)),
        *(
            Route(path, partial(static.short, press, goal))
            for path, goal in short.items()
        ),
    ]

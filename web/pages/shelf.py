"""One topic or author, made for reading; and the list of them all."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from content.filing import Drawer
from content.shelves import Shelf
from content.slugs import shelf_path
from web import paging
from web.answers import page
from web.pages.front import item
from web.paging import Pages
from web.press import FeedLink, Frame, Press


async def every(drawer: Drawer, press: Press, request: Request) -> Response:
    """All topics, or all authors, the fullest first."""
    shelves = await press.site.shelves(drawer)
    frame = await press.frame(request)
    return page(press.draw("shelves.html", frame, drawer=drawer, shelves=shelves))


async def show(drawer: Drawer, press: Press, request: Request) -> Response:
    """Its articles by the page, newest first; where none is public there is no page."""
    slug, number = request.path_params["slug"], paging.asked(request)
    found = await press.site.shelf(drawer, slug, paging.SIZE, paging.offset(number))
    if found is None or not found.articles:
        raise HTTPException(404)
    frame = await press.frame(request)
    drawn = press.draw(
        "shelf.html",
        frame,
        shelf=found.shelf,
        items=[item(article, frame) for article in found.articles],
        pages=Pages(_path(found.shelf), number, found.shelf.articles),
        own_feeds=await _feeds(press, frame, found.shelf),
    )
    return page(drawn)


async def _feeds(press: Press, frame: Frame, shelf: Shelf) -> tuple[FeedLink, ...]:
    """Its own feed, if it has come to be."""
    head = await press.site.feed_head(shelf.feed)
    return frame.feeds_of(shelf.feed, shelf.name) if head else ()


def _path(shelf: Shelf) -> str:
    return shelf_path(shelf.drawer, shelf.slug)

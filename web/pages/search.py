"""Search: what was found, or the nearest to it."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from content.search import Hit, Results
from web import paging
from web.answers import page
from web.pages.front import Item, item
from web.paging import Pages
from web.press import Frame, Press

LONGEST = 200  # letters of a query; nobody types more to find an article
NEAREST = 3
_TRIED = 4  # words, the longest first


@dataclass(frozen=True, slots=True)
class Found:
    """An article with the words around what was asked for."""

    item: Item
    hit: Hit


async def show(press: Press, request: Request) -> Response:
    """The form; below it what the words in it have found."""
    query = " ".join(request.query_params.get("q", "").split())[:LONGEST]
    number = paging.asked(request)
    frame = await press.frame(request)
    results = await _found(press, query, paging.SIZE, paging.offset(number))
    word, near = (
        await _nearest(press, query) if query and not results.total else ("", [])
    )
    drawn = press.draw(
        "search.html",
        frame,
        query=query,
        total=results.total,
        found=[_drawn(hit, frame) for hit in results.hits],
        word=word,
        near=[_drawn(hit, frame) for hit in near],
        pages=Pages("/search", number, results.total, (("q", query),)),
    )
    return page(drawn)


async def _found(press: Press, query: str, limit: int, offset: int) -> Results:
    return await press.site.search(query, limit, offset) if query else Results(0)


async def _nearest(press: Press, query: str) -> tuple[str, list[Hit]]:
    """What one of the words finds alone: the longest that finds anything."""
    words = sorted(dict.fromkeys(query.split()), key=len, reverse=True)
    for word in words[:_TRIED] if len(words) > 1 else []:
        results = await press.site.search(word, NEAREST, 0)
        if results.total:
            return word, list(results.hits)
    return "", []


def _drawn(hit: Hit, frame: Frame) -> Found:
    return Found(item(hit.article, frame), hit)

"""Old addresses: where an article stood before it came here."""

from starlette.requests import Request
from starlette.responses import Response

from content.article import State
from content.slugs import article_path
from web import asked
from web.answers import moved
from web.press import Press

_SEEN = (State.USABLE, State.WITHHELD, State.CANCELED)


async def from_old(press: Press, request: Request) -> Response | None:
    """The way to the article that stood here, or None.

    Host says nothing: anybody can write it, and the old house had another.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    path, query = asked.path(request), asked.query(request)
    article = await press.site.moved_from(f"{path}?{query}" if query else path)
    if article is None or article.version == 0 or article.state not in _SEEN:
        return None
    # The slug of a withdrawn article is made of its title.
    path = (
        article_path(article) if article.state is State.USABLE else f"/a/{article.key}"
    )
    answer = moved(press.redirect_path(path))
    answer.headers["cache-control"] = "public, max-age=60"
    return answer

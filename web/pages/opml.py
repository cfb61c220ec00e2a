"""All feeds in one file, for readers that take many at once."""

from starlette.requests import Request
from starlette.responses import Response

from feeds import opml
from feeds.feed import Profile
from web.press import Press


async def show(press: Press, _request: Request) -> Response:
    """The list of all feeds that hold an article."""
    profile = Profile(await press.site.publisher(), press.site.public_url)
    document = opml.document(await press.site.feeds(), profile)
    return Response(document, media_type=opml.MEDIA_TYPE)

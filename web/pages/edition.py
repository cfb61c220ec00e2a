"""A sent edition in the browser: the mail itself, with nobody's links in it."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digests.slots import ADDRESS, UNSUBSCRIBE, fill
from web.answers import MAIL_POLICY, page
from web.press import Press
from web.words import Words, words_in

_LINK = re.compile(rf"<a\b[^>]*{UNSUBSCRIBE}[^>]*>.*?</a>", re.DOTALL)


async def show(press: Press, request: Request) -> Response:
    """The edition as it was sent; before that there is no such page."""
    edition = await press.site.edition(
        request.path_params["newsletter"], request.path_params["slot"]
    )
    if edition is None:
        raise HTTPException(404)
    text = neutral(edition.html, words_in(edition.language))
    return page(text, headers={"content-security-policy": MAIL_POLICY})


def neutral(html: str, words: Words) -> str:
    """The mail without its reader: no link to leave by, no address."""
    without_link = _LINK.sub(words.edition_leave, html)
    return fill(
        without_link,
        {UNSUBSCRIBE: words.edition_leave, ADDRESS: words.edition_address},
    )

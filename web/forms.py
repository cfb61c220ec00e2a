"""Forms of ours: small, and sent from our own pages only."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST = 16_384  # bytes; no form here asks for more than a few words
CSRF = "csrf"  # the hidden field


def is_own(headers: Mapping[str, str], public_url: str) -> bool:
    """Whether a browser sent this from a page of ours.

    Browsers say so themselves, and no page can make them lie. Where they are silent
    (HTTP, older ones) Origin must be ours; a page that sends no referrer makes it
    null, so it is asked second. Who says nothing is no browser with a form of ours.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin") == origin_of(public_url)


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers write them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def token_for(session: str) -> str:
    """What forms of this session carry: made of it, and it is not to be found from it."""
    return hmac.digest(session.encode(), b"nashra form", sha256).hex()[:32]


def is_for(session: str, token: str) -> bool:
    """Whether the token was made for this session."""
    return hmac.compare_digest(token_for(session).encode(), token.encode())


async def read(request: Request) -> dict[str, str]:
    """The fields of the form; of several with one name the last.

    Raises:
        HTTPException: it is larger than any form of ours.
    """
    if not hasattr(request.state, "form"):
        request.state.form = dict(parse_qsl(await _body(request)))
    form: dict[str, str] = request.state.form
    return form


async def _body(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    return body.decode("utf-8", "replace")

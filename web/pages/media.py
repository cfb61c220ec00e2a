"""Pictures, under the hash of their bytes."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.press import Press

_NAME = re.compile(r"(?P<sha256>[0-9a-f]{64})\.(?P<suffix>jpg|png|gif|webp)")
_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    # Opened by itself it is a picture and nothing that could act.
    "content-security-policy": "default-src 'none'; sandbox",
    # Readers' programs and partners' pages show it too.
    "cross-origin-resource-policy": "cross-origin",
}


async def show(press: Press, request: Request) -> Response:
    """The picture, if a public article shows it; the same bytes for ever."""
    name = _NAME.fullmatch(request.path_params["name"])
    found = await press.site.medium(name["sha256"], name["suffix"]) if name else None
    if name is None or found is None:
        raise HTTPException(404)
    tag = f'"{name["sha256"]}"'
    headers = {**_HEADERS, "etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.data, media_type=found.type, headers=headers)

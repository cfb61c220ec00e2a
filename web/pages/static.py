"""Files, faces, short addresses, and what robots are told."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from web.answers import moved
from web.press import Press

_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
_A_WHILE = {"cache-control": "public, max-age=300"}
_A_DAY = {"cache-control": "public, max-age=86400"}
_FACE = re.compile(r"[a-z0-9-]+\.woff2")
# What hangs on a token is nobody's reading, and the desk is its users'.
_ROBOTS = "User-agent: *\nDisallow: /u/\nDisallow: /desk\n"


async def asset(press: Press, request: Request) -> Response:
    """A style sheet or picture."""
    found = press.assets.find(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    file, stays = found
    kept = _FOR_EVER if stays else _A_WHILE
    return Response(file.data, media_type=file.media_type, headers=kept)


async def face(press: Press, request: Request) -> Response:
    """An installed face; that there is none is remembered for a day too."""
    name = request.path_params["name"]
    folder = press.site.fonts
    if folder is None or not _FACE.fullmatch(name) or not (folder / name).is_file():
        return PlainTextResponse("no such face\n", 404, headers=_A_DAY)
    return FileResponse(folder / name, media_type="font/woff2", headers=_A_DAY)


async def short(goal: str, press: Press, _request: Request) -> Response:
    """The long address behind a short one."""
    return moved(press.redirect_path(goal))


async def icon(press: Press, _request: Request) -> Response:
    """What browsers ask for where a page, as a sent edition, names no icon."""
    return moved(press.redirect_path(press.assets.path("dot.svg")))


async def robots(_press: Press, _request: Request) -> Response:
    """What crawlers may read: everything public."""
    return PlainTextResponse(_ROBOTS, headers=_A_DAY)

"""Whether the process lives, and whether it can do its work."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse

from web.press import Press


async def alive(_press: Press, _request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"ok": True})


async def ready(press: Press, _request: Request) -> JSONResponse:
    """200 when everything it needs is there, else 503; the parts either way."""
    readiness = await press.site.readiness()
    status = 200 if readiness.ready else 503
    return JSONResponse(asdict(readiness), status)

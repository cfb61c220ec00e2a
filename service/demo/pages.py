"""The pages of the demo's neighbours, in the house's look and as careful as its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from content.dates import long_date
from web import prose
from web.answers import Careful
from web.assets import Assets

FONTS = Path(__file__).parents[2] / "web" / "fonts"
SHEET = Path(__file__).with_name("demo.css")
NOW = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Painter:
    """Draws the pages of one neighbour."""

    name: str  # in its masthead
    zone: str
    templates: Environment
    assets: Assets

    def draw(self, template: str, **fields: object) -> HTMLResponse:
        """The page; it shows what is there at this moment."""
        drawn = self.templates.get_template(f"demo/{template}")
        return HTMLResponse(drawn.render(painter=self, **fields), headers=NOW)

    def day(self, at: datetime) -> str:
        """The day in words."""
        return long_date(at, "ar", self.zone)

    def clock(self, at: datetime) -> str:
        """The time of day."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%H:%M:%S}"

    def static(self, name: str) -> str:
        """Where a style sheet or picture is."""
        return self.assets.path(name)


def painter(name: str, zone: str) -> Painter:
    """The painter of a neighbour of this name."""
    templates = Environment(
        loader=PackageLoader("templates", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters |= {"prose": prose.prose, "titled": prose.title}
    templates.globals |= {"title_class": prose.title_class}
    return Painter(name, zone, templates, Assets(_fonts()))


def site(painter: Painter, routes: Sequence[Route]) -> ASGIApp:
    """The neighbour's site: its routes, the sheets, and nothing else."""

    async def static(request: Request) -> Response:
        found = painter.assets.find(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return Response(found[0].data, media_type=found[0].media_type)

    async def icon(_request: Request) -> Response:
        return RedirectResponse(painter.static("dot.svg"))

    common = [
        Route("/demo.css", _sheet),
        Route("/favicon.ico", icon),
        Route("/static/{name}", static),
        Route("/fonts/{name}", _face),
    ]
    return Careful(Starlette(routes=[*common, *routes]))


async def _sheet(_request: Request) -> Response:
    return FileResponse(SHEET, media_type="text/css; charset=utf-8")


async def _face(request: Request) -> Response:
    folder, name = _fonts(), request.path_params["name"]
    if folder is None or name not in {face.name for face in folder.iterdir()}:
        raise HTTPException(404)
    return FileResponse(folder / name, media_type="font/woff2")


def _fonts() -> Path | None:
    return FONTS if FONTS.is_dir() else None

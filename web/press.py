"""The press: what every page has in common, and how a template becomes a page."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from content.arabic import direction_of
from content.article import Direction
from content.dates import long_date
from content.publisher import Publisher
from content.slugs import shelf_path
from feeds.feed import FORMATS
from feeds.titles import MAIN, MEDIA_TYPES, path_of
from web import asked, prose
from web.assets import Assets
from web.attempts import Attempts
from web.language import chosen, theme
from web.qr import qr
from web.site import Site
from web.words import Words, words_in

# Who speaks where even the publisher's record could not be read.
_NOBODY = Publisher("", "", "ar", "UTC", name_latin="", notice_latin="")
_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One format of a feed, as pages point to it."""

    name: str
    title: str
    media_type: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a page's own text."""

    language: str
    direction: Direction
    words: Words
    publisher: Publisher
    public_url: str
    assets: Assets
    path: str  # where the reader is, without what a proxy put before it
    theme: str = ""  # light or dark if the reader chose, else as the machine has it
    query: str = ""
    is_text: bool = False  # its language is that of what it shows

    @property
    def name(self) -> str:
        """The publisher as pages in this language call it."""
        same = _primary(self.language) == _primary(self.publisher.language)
        return self.publisher.name if same else self.publisher.name_latin

    @property
    def feeds(self) -> tuple[FeedLink, ...]:
        """The main feed in all its formats."""
        return self.feeds_of(MAIN, self.words.all_articles)

    def feeds_of(self, feed: str, title: str) -> tuple[FeedLink, ...]:
        """The feed of this name in all its formats."""
        return tuple(
            FeedLink(
                name=_NAMES[format_],
                title=self.words.feed_link.format(title=title, format=_NAMES[format_]),
                media_type=MEDIA_TYPES[format_],
                href=self.public_url + path_of(feed, format_),
            )
            for format_ in FORMATS
        )

    @property
    def back(self) -> str:
        """This page, to come back to from a form."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def link(self, path: str) -> str:
        """The path as the browser must ask for it, also behind a proxy's prefix."""
        return _prefix(self.public_url) + path

    def static(self, name: str) -> str:
        """Where a style sheet or picture is."""
        return self.link(self.assets.path(name))

    def date(self, at: datetime) -> str:
        """The day in the publisher's zone, in words."""
        return long_date(at, self.language, self.publisher.zone, self.publisher.months)

    def weekday(self, at: datetime) -> str:
        """Its name."""
        return format_date(self._there(at), "EEEE", locale=self.words.language)

    def clock(self, at: datetime) -> str:
        """The time of day in the publisher's zone."""
        return f"{self._there(at):%H:%M}"

    def moment(self, at: datetime) -> str:
        """The moment for machines, in the publisher's zone."""
        return self._there(at).isoformat(timespec="minutes")

    def midnight(self, now: datetime) -> datetime:
        """When the day began for the publisher."""
        return self._there(now).replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def place(self) -> str:
        """Whose clocks these are."""
        zone, language = self.publisher.zone, self.words.language
        return get_timezone_location(zone, locale=language, return_city=True)

    def _there(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.publisher.zone))


@dataclass(frozen=True, slots=True)
class Press:
    """Draws the pages of one site."""

    site: Site
    assets: Assets
    templates: Environment
    attempts: Attempts = field(default_factory=Attempts)  # at links of others

    async def frame(self, request: Request, language: str | None = None) -> Frame:
        """The frame of a page in this language, else in the reader's."""
        return self._frame(request, await self.site.publisher(), language)

    def bare_frame(self, request: Request) -> Frame:
        """The frame of a page that may ask nobody anything."""
        return self._frame(request, _NOBODY, None)

    def draw(self, template: str, frame: Frame, **fields: object) -> str:
        """The whole page as text."""
        return self.templates.get_template(template).render(
            frame=frame, words=frame.words, **fields
        )

    def redirect_path(self, path: str) -> str:
        """A path of ours as a Location; relative, for Host is not to be trusted."""
        return _prefix(self.site.public_url) + path

    @property
    def is_https(self) -> bool:
        """Whether readers come over HTTPS, so that cookies may ask for it."""
        return self.site.public_url.startswith("https://")

    def _frame(
        self, request: Request, publisher: Publisher, language: str | None
    ) -> Frame:
        spoken = language or chosen(request.cookies, publisher.language)
        return Frame(
            language=spoken,
            direction=direction_of(spoken, "", "ltr"),
            words=words_in(spoken),
            publisher=publisher,
            public_url=self.site.public_url,
            assets=self.assets,
            path=quote(asked.path(request)),
            theme=theme(request.cookies),
            query=asked.query(request),
            is_text=language is not None,
        )


def make_press(site: Site) -> Press:
    """The press for this site, its templates and style sheets at hand."""
    templates = Environment(
        loader=ChoiceLoader(
            [PackageLoader("templates", "pages"), PackageLoader("templates", "desk")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # they come with the package
    )
    templates.filters |= {
        "prose": prose.prose,
        "titled": prose.title,
        "line": prose.line,
        "fill": prose.fill,
        "named": prose.name,
    }
    templates.globals |= {
        "title_class": prose.title_class,
        "fill": prose.fill,
        "shelf_path": shelf_path,
        "qr": qr,
    }
    return Press(site, Assets(site.fonts), templates)


def _prefix(public_url: str) -> str:
    _, _, rest = public_url.partition("://")
    _, slash, path = rest.partition("/")
    return (slash + path).rstrip("/")


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()

"""What every part of an edition asks for: its language, addresses, dates, footnotes."""

from dataclasses import dataclass, field
from datetime import datetime

from content.arabic import direction_of
from content.article import Article
from content.dates import long_date
from content.publisher import Publisher
from content.slugs import article_path
from digests.material import Material
from digests.views import Footnotes, Link, Side
from digests.words import Words, words_in


@dataclass(frozen=True, slots=True)
class Frame:
    """One edition's surroundings; only the footnotes grow while it is laid out."""

    publisher: Publisher
    side: Side
    root: str  # the public address, without its last slash
    page: str  # of the edition
    zone: str
    footnotes: Footnotes = field(default_factory=Footnotes)

    @classmethod
    def of(cls, material: Material) -> "Frame":
        """The surroundings of this material."""
        root = material.public_url.rstrip("/")
        return cls(
            publisher=material.publisher,
            side=Side(material.language, direction_of(material.language, "")),
            root=root,
            page=root + material.path,
            zone=material.zone or material.publisher.zone,
        )

    @property
    def words(self) -> Words:
        """The edition's own words."""
        return words_on(self.side)

    @property
    def home(self) -> str:
        """The publisher's front page."""
        return self.root + "/"

    def own(self, native: str, latin: str) -> str:
        """What the publisher says of itself, as the edition's language writes it."""
        same = code(self.side.language) == code(self.publisher.language)
        return native if same else latin

    @property
    def publisher_name(self) -> str:
        """The publisher as the edition names it."""
        return self.own(self.publisher.name, self.publisher.name_latin)

    def url(self, article: Article) -> str:
        """The article's page."""
        return self.root + article_path(article)

    def link(self, words: str, url: str) -> Link:
        """Words that lead there, with their footnote."""
        return self.footnotes.link(words, url)

    def day(self, at: datetime, side: Side) -> str:
        """The day in words, as the newsletter's clocks have it."""
        return long_date(at, side.language, self.zone, self.publisher.months)


def words_on(side: Side) -> Words:
    """The words that go with a text of this language."""
    return words_in(side.language, side.dir)


def code(language: str) -> str:
    """The language without its region."""
    return language.partition("-")[0].lower()

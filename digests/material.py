"""What an edition is composed of, and what is composed of it."""

from dataclasses import dataclass
from datetime import datetime

from content.article import Article, Note
from content.publisher import Publisher


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong in an article that an earlier edition held."""

    article: Article
    note: Note


@dataclass(frozen=True, slots=True)
class Material:
    """One edition before it has words: what to say, by whom, to whom, when."""

    title: str  # the newsletter's name, as readers know it
    language: str
    label: str  # which edition: «العدد 47», or nothing
    articles: tuple[Article, ...]  # in their order; one alone is told whole
    corrections: tuple[Correction, ...]
    publisher: Publisher
    public_url: str
    path: str  # of the edition's page, from the root
    now: datetime
    zone: str | None = None  # the newsletter's; None: the publisher's


@dataclass(frozen=True, slots=True)
class Composition:
    """An edition in words; its bodies carry the slots of `digests.slots`."""

    subject: str
    html: str
    text: str

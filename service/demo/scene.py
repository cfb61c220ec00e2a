"""What the checks look at: what should be there, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from content import archive, imprint
from content.article import Article
from content.publisher import Publisher
from digests import editions
from newsroom.house import House, NoPublisherError
from service.demo.mailbox import Letter
from storage.engine import Reading


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything of this run is."""

    site: str
    former: Sequence[str]  # where the site was in earlier runs
    partner: str
    mailbox: str
    mail: Path


@dataclass(frozen=True, slots=True)
class Scene:
    """What is public, what was mailed, and what of it each edition holds."""

    places: Places
    publisher: Publisher
    articles: tuple[Article, ...]
    letters: tuple[Letter, ...]
    # By the edition's path: its articles that read today as they did when frozen.
    editions: Mapping[str, tuple[Article, ...]]
    mails: int  # as many the ledger has delivered


async def scene_of(
    house: House,
    places: Places,
    articles: Sequence[Article],
    letters: Sequence[Letter],
    mails: int,
) -> Scene:
    """The scene as the house knows it."""
    paths = {each.edition_path for each in letters if each.edition_path}
    async with house.database.reading() as reading:
        publisher = await imprint.load(reading)
        held = {path: await _held(reading, path) for path in sorted(paths)}
    if publisher is None:
        raise NoPublisherError
    return Scene(places, publisher, tuple(articles), tuple(letters), held, mails)


async def _held(reading: Reading, path: str) -> tuple[Article, ...]:
    _, _, newsletter, slot = path.split("/")
    edition = await editions.find(reading, newsletter, slot)
    if edition is None:
        return ()
    items = dict(await editions.items(reading, edition.id))
    found = await archive.load_many(reading, list(items))
    return tuple(each for each in found if each.version == items[each.id])
